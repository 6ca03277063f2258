/** Under a text that cannot be staged: the way back to what the edit has. */
export function PutBack({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <button
      type="button"
      aria-label={`Put back ${label}`}
      onClick={onPress}
      className="justify-self-start rounded-sm font-medium text-accent text-xs underline-offset-2 hover:underline pointer-coarse:py-2"
    >
      Put back
    </button>
  );
}
