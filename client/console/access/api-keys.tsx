import { Button, Code, Table, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { askFirst } from '../ask-first.js';
import { dateText, dateTimeText } from '../date-text.js';
import { ErrorAlert } from '../error-alert.js';
import { type ApiKey, type ApiKeyOnce, useApiKeys, useRevokeApiKey } from './access-queries.js';
import { NewApiKeyModal } from './new-api-key-modal.js';
import { Section } from './section.js';
import { ShownOnce } from './shown-once.js';

/** What programs show instead of a password: one's own, and everybody's for an administrator. */
export function ApiKeys() {
  const [isMaking, making] = useDisclosure();
  const [once, setOnce] = useState<ApiKeyOnce | null>(null);
  const { data, error } = useApiKeys();
  return (
    <Section
      title="API keys"
      explanation="Programs show one instead of a password, such as your own site when it lets viewers in."
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={making.open}>
          New API key
        </Button>
      }
    >
      <ErrorAlert error={error} />
      {data?.items.length === 0 && <Text c="dimmed">There is no API key.</Text>}
      {data !== undefined && data.items.length > 0 && (
        <Table.ScrollContainer minWidth={720}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>For</Table.Th>
                <Table.Th>Begins with</Table.Th>
                <Table.Th>Role</Table.Th>
                <Table.Th>Owner</Table.Th>
                <Table.Th>Last used</Table.Th>
                <Table.Th>Ends</Table.Th>
                <Table.Th>
                  <VisuallyHidden>Actions</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {isMaking && <NewApiKeyModal onMade={setOnce} onClose={making.close} />}
      {once !== null && (
        <ShownOnce
          title={`The key “${once.name}”`}
          secret={once.key}
          advice="Keep it where only the program reads it, and send it as “Authorization: Bearer”."
          onClose={() => setOnce(null)}
        />
      )}
    </Section>
  );
}

function KeyRow({ apiKey }: { readonly apiKey: ApiKey }) {
  const { id, name, prefix, role, createdBy, lastUsedAtMs, expiresAtMs } = apiKey;
  const revoke = useRevokeApiKey();
  const ask = () =>
    askFirst({
      title: `Revoke the key “${name}”?`,
      consequences: 'Programs that show it are refused at once. This cannot be undone.',
      confirm: 'Revoke',
      onConfirm: () => revoke.mutate(id),
    });
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td>
        <Code>{prefix}…</Code>
      </Table.Td>
      <Table.Td>{role}</Table.Td>
      <Table.Td>{createdBy}</Table.Td>
      <Table.Td>{lastUsedAtMs === null ? 'Never' : dateTimeText(lastUsedAtMs)}</Table.Td>
      <Table.Td>{expiresAtMs === null ? 'When revoked' : dateText(expiresAtMs)}</Table.Td>
      <Table.Td ta="right">
        <Button
          size="xs"
          color="red"
          variant="light"
          aria-label={`Revoke ${name}`}
          loading={revoke.isPending}
          onClick={ask}
        >
          Revoke
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
