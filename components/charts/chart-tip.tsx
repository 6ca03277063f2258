/** What stands under the pointer. */
export function ChartTip({ title, lines }: { title: string; lines: readonly { name: string; value: string; color?: string }[] }) {
  return (
    <div className="rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs shadow-float">
      <div className="mb-0.5 text-faint">{title}</div>
      {lines.map((line) => (
        <div key={line.name} className="flex items-center gap-2">
          {line.color ? <span className="size-2 rounded-xs" style={{ background: line.color }} /> : null}
          <span className="text-muted">{line.name}</span>
          <span className="num ml-auto pl-3 font-medium">{line.value}</span>
        </div>
      ))}
    </div>
  );
}
