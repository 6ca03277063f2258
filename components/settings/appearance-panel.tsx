'use client';
import { useTheme } from 'next-themes';
import { useSyncExternalStore } from 'react';
import { ChoiceGroup } from '@/components/ui/choice-group';
import { setPreferences, usePreferences } from '@/components/ui/preferences';
import { RelativeTime } from '@/components/ui/relative-time';

const THEMES = [
  { value: 'system', label: 'As the system', hint: 'Follows the device' },
  { value: 'light', label: 'Light', hint: 'For a bright room' },
  { value: 'dark', label: 'Dark', hint: 'For the night shift' },
] as const;
const TIMES = [
  { value: 'relative', label: 'How long ago', hint: 'The exact time on hover' },
  { value: 'exact', label: 'Exact time', hint: 'In your zone, to the second' },
] as const;
const MOTION = [
  { value: 'system', label: 'As the system', hint: 'Follows the device’s wish for less' },
  { value: 'none', label: 'None', hint: 'Nothing moves, running tasks neither' },
] as const;

const never = () => () => undefined;

/** Kept on this device, for this person: nothing here is anybody else's. */
export function AppearancePanel() {
  const { theme, setTheme } = useTheme();
  const { times, motion } = usePreferences();
  // The theme is known in the browser alone.
  const isClient = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const shownTheme = isClient ? (theme ?? 'system') : 'system';
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <div className="grid max-w-[720px] gap-7 px-4 py-5 sm:px-5">
        <p className="text-muted">Kept in this browser. It changes nothing for others.</p>
        <ChoiceGroup legend="Theme" name="theme" value={shownTheme} choices={THEMES} onChange={setTheme} />
        <ChoiceGroup legend="Times" name="times" value={times} choices={TIMES} onChange={(value) => setPreferences({ times: value })}>
          <span className="text-faint text-xs">
            For example: <RelativeTime at={EXAMPLE} />
          </span>
        </ChoiceGroup>
        <ChoiceGroup
          legend="Motion"
          name="motion"
          value={motion}
          choices={MOTION}
          onChange={(value) => setPreferences({ motion: value })}
        />
      </div>
    </div>
  );
}

/** An example for the choice above it. */
const EXAMPLE = '2026-11-22T21:05:09Z';
