import { Alert, Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDeviceTvOff, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { ChannelView } from '../../../shared/api/channels.js';
import type { Millis } from '../../../shared/units.js';
import { timeText } from '../date-text.js';
import { ConfirmEdit } from '../schedule/confirm-edit.js';
import { contentText, useContentNames } from '../schedule/content-name.js';
import { useScheduleAround } from '../schedule/schedule-queries.js';
import { localTimeZone } from '../schedule/wall-clock.js';
import { GoToSlate } from './go-to-slate.js';
import { PlayNow } from './play-now.js';
import { takeOverOnAir } from './take-over.js';

interface Props {
  readonly channel: ChannelView;
  /** The server's time. */
  readonly nowMs: () => Millis;
}

/** What can be done about what is on air this moment. */
export function OnAirActions({ channel, nowMs }: Props) {
  const { slug } = channel;
  const [isChoosing, choosing] = useDisclosure();
  const [isLeaving, leaving] = useDisclosure();
  const [isEnding, setEnding] = useState(false);
  const { data } = useScheduleAround(slug, nowMs());
  const nameOf = useContentNames();
  const covering = takeOverOnAir(data?.entries ?? [], nowMs());
  return (
    <>
      {covering !== null && (
        <Alert title={`${contentText(covering.entry.sequenceId, nameOf)} covers what is scheduled`}>
          <Group justify="space-between">
            {covering.endsAt === null ? 'Until somebody goes back.' : `Until ${timeText(covering.endsAt)}.`}
            <Button size="xs" variant="default" onClick={() => setEnding(true)}>
              Back to the schedule
            </Button>
          </Group>
        </Alert>
      )}
      <Group>
        <Button leftSection={<IconPlayerPlay size={16} />} variant="default" onClick={choosing.open}>
          Play this now
        </Button>
        <Button leftSection={<IconDeviceTvOff size={16} />} variant="default" onClick={leaving.open}>
          Go to slate
        </Button>
      </Group>
      {isChoosing && <PlayNow slug={slug} nowMs={nowMs} onClose={choosing.close} />}
      {isLeaving && <GoToSlate slug={slug} nowMs={nowMs} onClose={leaving.close} />}
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
