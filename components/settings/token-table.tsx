import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { RelativeTime } from '@/components/ui/relative-time';
import type { TokenView } from '@/lib/contracts/access';
import { tokenStanding } from './token-standing';

interface TokenTableProps {
  tokens: readonly TokenView[];
  nowMs: number;
  onRevoke: (token: TokenView) => void;
}

const cell = 'py-2 pr-4 align-top sm:align-middle';

/** API tokens, newest first. Under 640 px the lesser columns join the name. */
export function TokenTable({ tokens, nowMs, onRevoke }: TokenTableProps) {
  return (
    <table className="w-full border-line border-t text-left">
      <thead className="text-faint text-xs">
        <tr className="h-8 border-line border-b [&>th]:font-normal">
          <th scope="col">Name</th>
          <th scope="col" className="max-sm:hidden">
            Role
          </th>
          <th scope="col" className="max-sm:hidden">
            Created
          </th>
          <th scope="col" className="max-sm:hidden">
            Last used
          </th>
          <th scope="col">Expires</th>
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => {
          const standing = tokenStanding(token, nowMs);
          return (
            <tr key={token.id} className={cn('border-line border-b', standing !== 'active' && 'text-faint')}>
              <td className={cn(cell, 'max-w-44 sm:max-w-60')}>
                <span className={cn('block truncate font-medium', standing !== 'active' && 'line-through')} title={token.name}>
                  {token.name}
                </span>
                <span className="block truncate text-faint text-xs">
                  <span className="sm:hidden">{token.role} · </span>
                  by {token.createdBy.replace(/^user:/, '')}
                </span>
              </td>
              <td className={cn(cell, 'max-sm:hidden')}>{token.role}</td>
              <td className={cn(cell, 'num text-muted max-sm:hidden')}>
                <RelativeTime at={token.createdAt} />
              </td>
              <td className={cn(cell, 'num text-muted max-sm:hidden')}>
                {token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : 'never'}
              </td>
              <td className={cn(cell, 'num text-muted')}>
                {standing === 'revoked' ? <Badge tone="bad">revoked</Badge> : null}
                {standing === 'expired' ? <Badge tone="warn">expired</Badge> : null}
                {standing === 'active' && token.resting ? (
                  <span className="mr-2" title="Refused: whoever made it is disabled, or may do less than it now">
                    <Badge tone="warn">rests</Badge>
                  </span>
                ) : null}
                {standing === 'active' ? token.expiresAt ? <RelativeTime at={token.expiresAt} /> : 'never' : null}
              </td>
              <td className={cn(cell, 'pr-0 text-right')}>
                {standing === 'revoked' ? null : (
                  <Button size="sm" variant="danger" onClick={() => onRevoke(token)}>
                    Revoke
                  </Button>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
