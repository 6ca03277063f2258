'use client';
import { BookmarkPlus, Ellipsis, Pencil, Save, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect, useEffectEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { DropdownMenu, MenuItem } from '@/components/ui/dropdown-menu';
import { IconButton } from '@/components/ui/icon-button';
import type { SavedView } from '@/lib/contracts/saved-view';
import { currentView, type ListView } from './default-views';
import { useSavedViews } from './use-saved-views';

const ViewNameDialog = dynamic(() => import('./view-name-dialog').then((module) => module.ViewNameDialog));

const tabStyle =
  'relative inline-flex h-9 shrink-0 items-center gap-1 whitespace-nowrap font-medium text-muted hover:text-fg aria-pressed:text-fg aria-pressed:after:absolute aria-pressed:after:inset-x-0 aria-pressed:after:bottom-0 aria-pressed:after:h-0.5 aria-pressed:after:bg-accent -outline-offset-2 pointer-coarse:h-11';

interface ViewBarProps {
  page: SavedView['page'];
  /** There for everybody; the first asks for everything. */
  defaults: readonly ListView[];
  /** What is asked for now, as a query string. */
  search: string;
  /** The view that the URL names. */
  named: string | null;
  onShow: (search: string, view: string | null) => void;
  className?: string;
}

/** Named queries of a list: those there are for everybody, then the person's own. */
export function ViewBar({ page, defaults, search, named: namedView, onShow, className }: ViewBarProps) {
  const { views, ...saved } = useSavedViews(page, defaults);
  const [naming, setNaming] = useState<{ view: ListView | null } | null>(null);
  const current = currentView(views, namedView, search);
  const isChanged = current === null || current.query !== search;
  const show = (view: ListView) => onShow(view.query, view.id === defaults[0]?.id ? null : view.id);
  // The URL is the external system: a link that names a view alone asks for the view's own query.
  const named = search === '' ? (views.find((view) => view.id === namedView && view.query !== '') ?? null) : null;
  const follow = useEffectEvent(show);
  const namedId = named?.id;
  useEffect(() => {
    if (namedId !== undefined && named) follow(named);
  }, [namedId, named]);
  const saveAs = async (name: string) => {
    const { id } = await saved.create(name, search);
    onShow(search, id);
  };
  return (
    <div className={cn('flex items-center gap-3 bg-surface', className)}>
      <fieldset aria-label="Views" className="flex min-w-0 gap-4 overflow-x-auto [scrollbar-width:none]">
        {views.map((view) => (
          <button key={view.id} type="button" aria-pressed={view === current} onClick={() => show(view)} className={tabStyle}>
            {view.name}
            {view === current && isChanged ? (
              <span title="Changed since it was saved" className="text-accent">
                •<span className="sr-only"> changed</span>
              </span>
            ) : null}
          </button>
        ))}
      </fieldset>
      <div className="flex shrink-0 items-center gap-1">
        {current?.own ? (
          <DropdownMenu
            align="start"
            trigger={
              <IconButton label={`Options of the view ${current.name}`} size="sm">
                <Ellipsis size={14} aria-hidden />
              </IconButton>
            }
          >
            <MenuItem icon={<Save size={14} aria-hidden />} disabled={!isChanged} onSelect={() => saved.store(current.id, search)}>
              Save changes
            </MenuItem>
            <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => setNaming({ view: current })}>
              Rename
            </MenuItem>
            <MenuItem
              icon={<Trash2 size={14} aria-hidden />}
              danger
              onSelect={() => {
                saved.remove(current);
                onShow(search, null);
              }}
            >
              Delete
            </MenuItem>
          </DropdownMenu>
        ) : null}
        {isChanged ? (
          <Button variant="quiet" size="sm" onClick={() => setNaming({ view: null })}>
            <BookmarkPlus size={14} aria-hidden />
            <span className="max-sm:sr-only">Save view</span>
          </Button>
        ) : null}
      </div>
      {naming ? (
        <ViewNameDialog
          title={naming.view ? `Rename "${naming.view.name}"` : 'Save this view'}
          action={naming.view ? 'Rename' : 'Save view'}
          initial={naming.view?.name ?? ''}
          onSave={(name) => (naming.view ? saved.rename(naming.view.id, name) : saveAs(name))}
          onClose={() => setNaming(null)}
        />
      ) : null}
    </div>
  );
}
