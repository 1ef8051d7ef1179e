import { Button, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { ChannelView } from '../../../shared/api/channels.js';
import { dateTimeText } from '../date-text.js';
import { ErrorAlert } from '../error-alert.js';
import { ShowMore } from '../show-more.js';
import { ConfirmEdit } from './confirm-edit.js';
import { type ScheduleEdit, useScheduleVersions } from './schedule-queries.js';
import { localTimeZone } from './wall-clock.js';

/** Who changed a schedule, when and how, and the way back. */
export function HistoryTab({ channel }: { readonly channel: ChannelView }) {
  const list = useScheduleVersions(channel.slug);
  const versions = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const [edit, setEdit] = useState<ScheduleEdit | null>(null);
  return (
    <Stack align="flex-start">
      <ErrorAlert error={list.error} />
      <Table.ScrollContainer w="100%" minWidth={520}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Version</Table.Th>
              <Table.Th>When</Table.Th>
              <Table.Th>Who</Table.Th>
              <Table.Th>What</Table.Th>
              <Table.Th aria-label="Actions" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {versions.map(({ version, at, actor, text }, index) => (
              <Table.Tr key={version}>
                <Table.Td>{version}</Table.Td>
                <Table.Td>{dateTimeText(at)}</Table.Td>
                <Table.Td>{actor}</Table.Td>
                <Table.Td>
                  <Text size="sm">{text}</Text>
                </Table.Td>
                <Table.Td ta="right">
                  {index > 0 && (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={`Go back to it: version ${version}`}
                      onClick={() => setEdit({ kind: 'undo', version })}
                    >
                      Go back to it
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <ShowMore list={list} />
      {edit !== null && (
        <ConfirmEdit slug={channel.slug} edit={edit} timeZone={localTimeZone()} onClose={() => setEdit(null)} />
      )}
    </Stack>
  );
}
