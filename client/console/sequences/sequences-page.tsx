import { Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { IconList, IconPlus } from '@tabler/icons-react';
import { Link, Route, Switch } from 'wouter';
import { dateTimeText } from '../date-text.js';
import { durationText } from '../duration-text.js';
import { EmptyState } from '../empty-state.js';
import { ErrorAlert } from '../error-alert.js';
import { ShowMore } from '../show-more.js';
import { SequenceEditor } from './sequence-editor.js';
import { useSequenceList } from './sequence-queries.js';

export default function SequencesPage() {
  return (
    <Switch>
      <Route path="/sequences">
        <SequenceList />
      </Route>
      <Route path="/sequences/new">
        <SequenceEditor key="new" id={undefined} />
      </Route>
      <Route path="/sequences/:id">{({ id }) => <SequenceEditor key={id} id={id} />}</Route>
    </Switch>
  );
}

/** Every sequence, newest first. */
function SequenceList() {
  const list = useSequenceList();
  const sequences = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          Sequences
        </Title>
        <Button component={Link} href="/sequences/new" leftSection={<IconPlus size={16} />}>
          New sequence
        </Button>
      </Group>
      <ErrorAlert error={list.error} />
      {list.isSuccess && sequences.length === 0 && (
        <EmptyState icon={IconList} title="There is no sequence yet">
          A sequence is what plays one behind the other: media of your library, and slots in which each audience has its
          own. Make one, then put it on a channel.
        </EmptyState>
      )}
      {sequences.length > 0 && (
        <Table.ScrollContainer minWidth={420}>
          <Table highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th ta="right">Items</Table.Th>
                <Table.Th ta="right">Length</Table.Th>
                <Table.Th>Changed</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sequences.map(({ id, name, items, durationMs, updatedAtMs }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <Text component={Link} href={`/sequences/${id}`} fw={550} td="underline">
                      {name}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">{items.length}</Table.Td>
                  <Table.Td ta="right">{durationText(durationMs)}</Table.Td>
                  <Table.Td>{dateTimeText(updatedAtMs)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <ShowMore list={list} />
    </Stack>
  );
}
