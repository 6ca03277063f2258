'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleUser } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { Button } from '@/components/ui/button';
import { useTRPC } from '@/lib/trpc/context';

const loadMenu = () => import('./user-menu-items');

function AccountButton({ compact, name, ...rest }: { compact: boolean; name: string } & ComponentProps<typeof Button>) {
  return (
    <Button
      variant="quiet"
      aria-label={name ? `Account ${name}` : 'Account'}
      aria-haspopup="menu"
      className={compact ? 'size-9 px-0' : 'min-w-0 shrink justify-start max-lg:px-1.5 lg:flex-1'}
      {...rest}
    >
      <CircleUser size={compact ? 18 : 15} aria-hidden />
      {compact ? null : <span className="min-w-0 truncate leading-normal max-lg:hidden">{name}</span>}
    </Button>
  );
}

/** Who is signed in, the theme, the way out. `compact`: a glyph alone. The menu is fetched when somebody comes near it. */
export function UserMenu({ compact = false }: { compact?: boolean }) {
  const trpc = useTRPC();
  const me = useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data;
  const [loaded, setLoaded] = useState<Awaited<ReturnType<typeof loadMenu>> | null>(null);
  const name = me?.displayName ?? me?.name ?? '';
  if (loaded) {
    return <loaded.UserMenuItems me={me} side={compact ? 'bottom' : 'top'} trigger={<AccountButton compact={compact} name={name} />} />;
  }
  return (
    <AccountButton
      compact={compact}
      name={name}
      onPointerEnter={() => void loadMenu()}
      onFocus={() => void loadMenu()}
      onClick={() => void loadMenu().then(setLoaded)}
    />
  );
}
