import { Badge, Button, Card, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import type { ViewerView } from '../../../shared/api/viewers.js';
import { askFirst } from '../ask-first.js';
import { timeText } from '../date-text.js';
import { conditionText } from '../sequences/condition-text.js';
import { isInvited, useRevokeTokens, viewerText } from './viewer-token.js';

interface Props {
  readonly slug: string;
  /** How many watch, and the first of them. */
  readonly viewers: { readonly total: number; readonly items: readonly ViewerView[] };
}

/** Who watches a channel, and how well. */
export function ViewerTable({ slug, viewers: { total, items } }: Props) {
  const whole = (value: number | null | undefined) => (value === null || value === undefined ? '–' : Math.round(value));
  return (
    <Card withBorder padding="sm">
      <Title order={2} size="h5" mb="xs">
        {total === 0 ? 'Nobody is watching' : `${total} watching`}
        {total > items.length && `, the first ${items.length} of them here`}
      </Title>
      {total > 0 && (
        <Table.ScrollContainer minWidth={620} maxHeight={420}>
          <Table stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Viewer</Table.Th>
                <Table.Th>Audience</Table.Th>
                <Table.Th>Since</Table.Th>
                <Table.Th ta="right">Behind, ms</Table.Th>
                <Table.Th ta="right">Off target, ms</Table.Th>
                <Table.Th ta="right">Layer</Table.Th>
                <Table.Th ta="right">Lost</Table.Th>
                <Table.Th>
                  <VisuallyHidden>Actions</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map(({ session, viewerId, audience, joinedAtMs, isConnected, report }) => (
                <Table.Tr key={session}>
                  <Table.Td>
                    {viewerText(viewerId) ?? <Text c="dimmed">Without a token</Text>}
                    {!isConnected && (
                      <Badge ml="xs" size="xs" color="yellow" variant="light">
                        Cut off
                      </Badge>
                    )}
                  </Table.Td>
                  <Table.Td>{attributesText(audience) || '–'}</Table.Td>
                  <Table.Td>{timeText(joinedAtMs)}</Table.Td>
                  <Table.Td ta="right">{whole(report?.latencyMs)}</Table.Td>
                  <Table.Td ta="right">{whole(report?.skewMs)}</Table.Td>
                  <Table.Td ta="right">{whole(report?.layer)}</Table.Td>
                  <Table.Td ta="right">{whole(report?.packetsLost)}</Table.Td>
                  <Table.Td ta="right">{isInvited(viewerId) && <SendOut slug={slug} viewerId={viewerId} />}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Card>
  );
}

function SendOut({ slug, viewerId }: { readonly slug: string; readonly viewerId: string }) {
  const revoke = useRevokeTokens(slug);
  const ask = () =>
    askFirst({
      title: `Send ${viewerId} out?`,
      consequences: 'Every token that this viewer has for the channel ends at once. A new one lets them in again.',
      confirm: 'Send them out',
      onConfirm: () => revoke.mutate({ viewerId }),
    });
  return (
    <Button
      size="compact-xs"
      color="red"
      variant="light"
      aria-label={`Send ${viewerId} out`}
      loading={revoke.isPending}
      onClick={ask}
    >
      Send out
    </Button>
  );
}

/** Without the attribute that only repeats who it is. */
function attributesText({ viewer: _, ...attributes }: ViewerView['audience']): string {
  return conditionText(attributes);
}
