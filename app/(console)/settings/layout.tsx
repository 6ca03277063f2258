import type { ReactNode } from 'react';
import { SettingsGate } from '@/components/settings/settings-gate';
import { SettingsNav } from '@/components/settings/settings-nav';

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col sm:flex-row">
      <SettingsNav />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <SettingsGate>{children}</SettingsGate>
      </div>
    </div>
  );
}
