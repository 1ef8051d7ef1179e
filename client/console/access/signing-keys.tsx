import { Badge, Button, Code, Table, VisuallyHidden } from '@mantine/core';
import { IconRotate } from '@tabler/icons-react';
import { askFirst } from '../ask-first.js';
import { dateText, dateTimeText } from '../date-text.js';
import { ErrorAlert } from '../error-alert.js';
import { type SigningKey, useChangeSigningKeys, useSigningKeys } from './access-queries.js';
import { Section } from './section.js';

/** What makes viewer tokens good. */
export function SigningKeys() {
  const { data, error } = useSigningKeys();
  const change = useChangeSigningKeys();
  return (
    <Section
      title="Signing keys"
      explanation="They sign viewer tokens. After a change to another one, tokens that are out stay good until they expire."
      action={
        <Button
          variant="default"
          leftSection={<IconRotate size={16} />}
          loading={change.isPending}
          onClick={() => change.mutate({ kind: 'rotate' })}
        >
          Sign with a new key
        </Button>
      }
    >
      <ErrorAlert error={error} />
      <Table.ScrollContainer minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Key</Table.Th>
              <Table.Th>Made</Table.Th>
              <Table.Th>Use</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data?.items.map((key) => (
              <KeyRow key={key.id} signingKey={key} onRetire={() => change.mutate({ kind: 'retire', id: key.id })} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}

function KeyRow({ signingKey, onRetire }: { readonly signingKey: SigningKey; readonly onRetire: () => void }) {
  const { id, createdAtMs, acceptedUntilMs } = signingKey;
  const ask = () =>
    askFirst({
      title: 'End this key at once?',
      consequences:
        'For a key that leaked: every viewer with a token that it signed is sent out, and needs a new token.',
      confirm: 'End it',
      onConfirm: onRetire,
    });
  return (
    <Table.Tr>
      <Table.Td>
        <Code>{id.slice(0, 8)}</Code>
      </Table.Td>
      <Table.Td>{dateTimeText(createdAtMs)}</Table.Td>
      <Table.Td>
        {acceptedUntilMs === null ? (
          <Badge variant="light">Signs</Badge>
        ) : (
          `Its tokens are good until ${dateText(acceptedUntilMs)}`
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Button
          size="xs"
          color="red"
          variant="light"
          aria-label={`It leaked: end the key ${id.slice(0, 8)}`}
          onClick={ask}
        >
          It leaked
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
