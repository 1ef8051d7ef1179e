import { Badge } from '@mantine/core';
import type { LineState } from '../live/host-line.js';

/** Whether what is shown is live. Said only when it is not: all is well most of the time. */
export function LineBadge({ state }: { readonly state: LineState }) {
  return (
    <output aria-live="polite">
      {state === 'down' && (
        <Badge color="yellow" variant="light" size="lg">
          Reconnecting…
        </Badge>
      )}
    </output>
  );
}
