'use client';
import Link from 'next/link';
import { PaletteButton } from '@/components/palette/palette-button';
import { BrandMark } from './brand';
import { LiveIndicator } from './live-indicator';
import { OfflineModelBadge } from './offline-model-badge';
import { UserMenu } from './user-menu';

/** On a phone: what the foot of the sidebar says elsewhere. */
export function TopStrip() {
  return (
    <header className="flex h-11 items-center gap-2.5 border-line border-b bg-sunken px-4 sm:hidden">
      <Link href="/" aria-label="Signalbox, overview" className="rounded-md">
        <BrandMark size={20} />
      </Link>
      <LiveIndicator />
      <OfflineModelBadge />
      <div className="ml-auto -mr-1.5 flex items-center">
        <PaletteButton isIcon />
        <UserMenu compact />
      </div>
    </header>
  );
}
