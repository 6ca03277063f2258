'use client';
import { Ellipsis } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { RunMenuItems } from './run-menu-items';

const loadMenu = () => import('./run-menu-items');

function MoreButton(props: ComponentProps<typeof Button>) {
  return (
    <Button aria-label="More" aria-haspopup="menu" className="aspect-square px-0 pointer-coarse:px-0" {...props}>
      <Ellipsis size={16} aria-hidden />
    </Button>
  );
}

/** The button of the menu; what it opens is fetched when somebody comes near it. */
export function RunMenu(props: Omit<ComponentProps<typeof RunMenuItems>, 'trigger'>) {
  const [loaded, setLoaded] = useState<Awaited<ReturnType<typeof loadMenu>> | null>(null);
  if (loaded) return <loaded.RunMenuItems {...props} trigger={<MoreButton />} />;
  return (
    <MoreButton
      onPointerEnter={() => void loadMenu()}
      onFocus={() => void loadMenu()}
      onClick={() => void loadMenu().then((module) => setLoaded(module))}
    />
  );
}
