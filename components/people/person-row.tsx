import { MoreHorizontal } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { DropdownMenu, MenuItem } from '@/components/ui/dropdown-menu';
import { RelativeTime } from '@/components/ui/relative-time';
import { Select } from '@/components/ui/select';
import type { AccessRole } from '@/lib/contracts/access';
import type { Person } from '@/lib/contracts/people';
import { ROLE_OPTIONS } from './roles';

export type PersonAct = { kind: 'role'; role: AccessRole } | { kind: 'disable' | 'enable' | 'passwordLink' | 'resetTwoFactor' };

interface PersonRowProps {
  person: Person;
  isMe: boolean;
  busy: boolean;
  onAct: (act: PersonAct) => void;
}

/** Somebody, their role, and what can be done for them. */
export function PersonRow({ person, isMe, busy, onAct }: PersonRowProps) {
  const disabled = person.disabledAt !== null;
  return (
    <li className={cn('flex items-center gap-3 border-line border-b py-2', disabled && 'text-faint')}>
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
          <span className="truncate font-medium">{person.name}</span>
          {isMe ? <Badge tone="accent">you</Badge> : null}
          {disabled ? <Badge tone="bad">disabled</Badge> : null}
          {person.twoFactor ? <Badge tone="good">two-factor</Badge> : null}
          {person.issuers.map((issuer) => (
            <Badge key={issuer}>{issuer}</Badge>
          ))}
        </div>
        <div className="num flex min-w-0 flex-wrap gap-x-2 text-muted text-xs">
          <span className="truncate">{person.email}</span>
          <span>
            {person.lastSeenAt ? (
              <>
                seen <RelativeTime at={person.lastSeenAt} />
              </>
            ) : (
              'never signed in'
            )}
          </span>
        </div>
      </div>
      <Select
        aria-label={`Role of ${person.email}`}
        value={person.role}
        disabled={busy || disabled}
        options={ROLE_OPTIONS}
        onValueChange={(role) => onAct({ kind: 'role', role })}
        className="w-28 shrink-0"
      />
      <DropdownMenu
        trigger={
          <Button variant="quiet" aria-label={`More for ${person.email}`} className="aspect-square px-0 pointer-coarse:px-0" busy={busy}>
            <MoreHorizontal size={15} aria-hidden />
          </Button>
        }
      >
        {disabled ? null : <MenuItem onSelect={() => onAct({ kind: 'passwordLink' })}>Link to a new password</MenuItem>}
        {person.twoFactor ? <MenuItem onSelect={() => onAct({ kind: 'resetTwoFactor' })}>Reset two-factor</MenuItem> : null}
        {disabled ? (
          <MenuItem onSelect={() => onAct({ kind: 'enable' })}>Enable account</MenuItem>
        ) : (
          <MenuItem danger disabled={isMe} onSelect={() => onAct({ kind: 'disable' })}>
            Disable account
          </MenuItem>
        )}
      </DropdownMenu>
    </li>
  );
}
