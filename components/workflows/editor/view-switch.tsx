import { ToggleGroup } from 'radix-ui';
import { EDITOR_VIEWS, type EditorView } from './editor-view';

const LABELS: Record<EditorView, string> = { form: 'Form', graph: 'Graph', yaml: 'YAML' };

export function ViewSwitch({ view, onChange }: { view: EditorView; onChange: (view: EditorView) => void }) {
  return (
    <ToggleGroup.Root
      type="single"
      value={view}
      onValueChange={(value) => {
        const next = EDITOR_VIEWS.find((each) => each === value);
        if (next) onChange(next);
      }}
      aria-label="Edit as"
      className="flex w-fit gap-0.5 rounded-md border border-line-strong bg-surface p-0.5"
    >
      {EDITOR_VIEWS.map((value) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          className="rounded-sm px-3 py-1 text-muted hover:text-fg data-[state=on]:bg-accent-soft data-[state=on]:font-medium data-[state=on]:text-accent pointer-coarse:py-2"
        >
          {LABELS[value]}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
