'use client';
import { Columns3 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { DropdownMenu, MenuCheckItem } from '@/components/ui/dropdown-menu';
import { CHOSEN_COLUMNS, type ChosenColumn } from './run-columns';

interface ColumnMenuProps {
  shown: readonly ChosenColumn[];
  toggle: (column: ChosenColumn) => void;
}

/** Which columns the table has. On narrow screens rows are cards, and there is nothing to choose. */
export function ColumnMenu({ shown, toggle }: ColumnMenuProps) {
  return (
    <DropdownMenu
      trigger={
        <Button variant="quiet" className="ml-auto max-lg:hidden">
          <Columns3 size={14} aria-hidden />
          Columns
        </Button>
      }
    >
      {CHOSEN_COLUMNS.map(({ id, label }) => (
        <MenuCheckItem key={id} checked={shown.includes(id)} onSelect={() => toggle(id)}>
          {label}
        </MenuCheckItem>
      ))}
    </DropdownMenu>
  );
}
