import { Box, Button, Card, Grid, Group, Stack, Text, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { dateTimeText, timeText } from '../date-text.js';
import { ErrorAlert } from '../error-alert.js';
import '@mantine/dates/styles.css';
import { useState } from 'react';
import type { ChannelView } from '../../../shared/api/channels.js';
import type { NowItem } from '../../../shared/api/now.js';
import type { Millis } from '../../../shared/units.js';
import { durationText } from '../duration-text.js';
import { audienceOf, CONDITION_PROBLEM } from '../sequences/condition-text.js';
import { useNow } from './channel-queries.js';
import { itemText, OnAirPicture } from './on-air-picture.js';

const STEPS = [
  { label: '−1 day', ms: -86_400_000 },
  { label: '−1 hour', ms: -3_600_000 },
  { label: '+1 hour', ms: 3_600_000 },
  { label: '+1 day', ms: 86_400_000 },
];

interface Props {
  readonly channel: ChannelView;
  /** The server's time. */
  readonly nowMs: () => Millis;
}

/** What was, is or will be on air at any instant, for any audience. */
export function TimeMachine({ channel, nowMs }: Props) {
  const [at, setAt] = useState(() => Math.floor(nowMs() / 1000) * 1000);
  const [audienceText, setAudienceText] = useState('');
  const audience = audienceOf(audienceText);
  const { data, error } = useNow(channel.slug, { at, audience: audience ?? {} });
  return (
    <Stack>
      <Group align="flex-end">
        <DateTimePicker
          label="When"
          withSeconds
          value={new Date(at)}
          onChange={(value) => value !== null && setAt(new Date(value).getTime())}
          w={230}
        />
        <TextInput
          label="For viewers with"
          placeholder="nothing in particular, or lang=fr"
          value={audienceText}
          onChange={(event) => setAudienceText(event.currentTarget.value)}
          error={audience === null && CONDITION_PROBLEM}
          w={260}
        />
        <Group gap={4}>
          {STEPS.map(({ label, ms }) => (
            <Button key={label} variant="default" onClick={() => setAt(at + ms)}>
              {label}
            </Button>
          ))}
          <Button variant="default" onClick={() => setAt(nowMs())}>
            Now
          </Button>
        </Group>
      </Group>
      <ErrorAlert error={error} />
      {data && (
        <Grid>
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <OnAirCard label="On air" item={data.item} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <OnAirCard label="After that" item={data.next} />
          </Grid.Col>
        </Grid>
      )}
      {data && (
        <Text size="sm" c="dimmed">
          Version {data.version} of the schedule, lineup {data.lineup.slice(0, 8)}
        </Text>
      )}
    </Stack>
  );
}

function OnAirCard({ label, item }: { readonly label: string; readonly item: NowItem }) {
  const { slot, startsAt, endsAt, offsetMs, frame } = item;
  return (
    <Card withBorder padding="sm" h="100%">
      <Group wrap="nowrap" align="flex-start">
        <Box w={160} flex="none">
          <OnAirPicture item={item} />
        </Box>
        <div style={{ minWidth: 0 }}>
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <Text fw={600} truncate>
            {itemText(item)}
          </Text>
          {slot !== undefined && <Text size="sm">In the slot “{slot}”</Text>}
          <Text size="sm">
            {dateTimeText(startsAt)} to {timeText(endsAt)}
          </Text>
          <Text size="sm" c="dimmed">
            at {durationText(offsetMs)}, frame {frame}
          </Text>
        </div>
      </Group>
    </Card>
  );
}
