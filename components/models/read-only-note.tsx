/** Why nothing here can be changed by the viewer. */
export function ReadOnlyNote({ what }: { what: string }) {
  return (
    <p className="rounded-md bg-sunken px-3 py-2 text-muted">
      You can read the {what} here. Changing them takes the permission to manage settings: ask an admin.
    </p>
  );
}
