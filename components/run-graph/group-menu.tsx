'use client';
import { Button } from '@/components/ui/button';
import { DropdownMenu, MenuCheckItem, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/dropdown-menu';
import { formatCount } from '@/lib/format/count';
import type { Groups } from './use-groups';

interface GroupMenuProps {
  groups: Groups;
  onGroup: (id: string) => void;
}

/** Which groups are drawn as one box. */
export function GroupMenu({ groups, onGroup }: GroupMenuProps) {
  const closed = groups.closed.length;
  return (
    <DropdownMenu
      align="start"
      side="top"
      className="scroll-quiet max-h-96 w-64 overflow-y-auto"
      trigger={
        <Button variant="quiet">
          Groups
          {closed > 0 ? <span className="num text-faint text-xs">{formatCount(closed)}</span> : null}
        </Button>
      }
    >
      <MenuItem onSelect={() => groups.setAll(true)} disabled={closed === groups.all.length}>
        Close all groups
      </MenuItem>
      <MenuItem onSelect={() => groups.setAll(false)} disabled={closed === 0}>
        Open all groups
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Drawn as one box</MenuLabel>
      {groups.all.map((group) => (
        <MenuCheckItem key={group.id} checked={groups.isClosed(group.id)} onSelect={() => onGroup(group.id)}>
          <span className="min-w-0 flex-1 truncate">{group.name}</span>
          <span className="num text-faint text-xs">{formatCount(group.keys.length)}</span>
        </MenuCheckItem>
      ))}
    </DropdownMenu>
  );
}
