import { Alert, Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { ChannelView } from '../../../shared/api/channels.js';
import type { Millis } from '../../../shared/units.js';
import { timeText } from '../date-text.js';
import { ConfirmEdit } from '../schedule/confirm-edit.js';
import { contentText, useContentNames } from '../schedule/content-name.js';
import { useSchedule } from '../schedule/schedule-queries.js';
import { localTimeZone } from '../schedule/wall-clock.js';
import { PlayNow } from './play-now.js';
import { takeOverOnAir } from './take-over.js';

const HOUR_MS = 3_600_000;

interface Props {
  readonly channel: ChannelView;
  /** The server's time. */
  readonly nowMs: () => Millis;
}

/** What can be done about what is on air this moment. */
export function OnAirActions({ channel, nowMs }: Props) {
  const { slug } = channel;
  const [isChoosing, choosing] = useDisclosure();
  const [isEnding, setEnding] = useState(false);
  const hourMs = Math.floor(nowMs() / HOUR_MS) * HOUR_MS;
  const { data } = useSchedule(slug, hourMs, hourMs + 2 * HOUR_MS);
  const nameOf = useContentNames();
  const covering = takeOverOnAir(data?.entries ?? [], nowMs());
  return (
    <>
      {covering !== null && (
        <Alert title={`${contentText(covering.entry.sequenceId, nameOf)} covers what is scheduled`}>
          <Group justify="space-between">
            Until {timeText(covering.endsAt)}.
            <Button size="xs" variant="default" onClick={() => setEnding(true)}>
              Go back to the schedule now
            </Button>
          </Group>
        </Alert>
      )}
      <Group>
        <Button leftSection={<IconPlayerPlay size={16} />} variant="default" onClick={choosing.open}>
          Play this now
        </Button>
      </Group>
      {isChoosing && <PlayNow slug={slug} nowMs={nowMs} onClose={choosing.close} />}
      {isEnding && covering !== null && (
        <ConfirmEdit
          slug={slug}
          edit={{ kind: 'remove', entryId: covering.entry.id }}
          timeZone={localTimeZone()}
          onClose={() => setEnding(false)}
        />
      )}
    </>
  );
}
