import { AspectRatio, Card, Grid, Loader, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ChannelView } from '../../../shared/api/channels.js';
import type { NowAnswer } from '../../../shared/api/now.js';
import type { Millis } from '../../../shared/units.js';
import { defineStreamSyncPlayer } from '../../player/define.js';
import { isWaiting } from '../api/asking.js';
import { timeText } from '../date-text.js';
import { ErrorAlert } from '../error-alert.js';
import { AlarmList } from './alarm-list.js';
import { useAlarms, useChannelStats, useNow, useViewers } from './channel-queries.js';
import { Figures } from './figures.js';
import { OnAirActions } from './on-air-actions.js';
import { itemText } from './on-air-picture.js';
import { ViewerTable } from './viewer-table.js';
import { usePreviewToken } from './viewer-token.js';

const MOST_VIEWERS = 200;

interface Props {
  readonly channel: ChannelView;
  /** The server's time. */
  readonly nowMs: () => Millis;
}

/** What viewers of a channel see now, and how they are. */
export function OnAir({ channel, nowMs }: Props) {
  const { slug } = channel;
  const nowQuery = useNow(slug);
  const stats = useChannelStats(slug);
  const viewers = useViewers(slug, MOST_VIEWERS);
  const alarms = useAlarms(slug);
  const token = usePreviewToken(slug);
  if (isWaiting([nowQuery, stats, viewers, alarms])) return <Loader aria-label="Loading" />;
  const { data: now, dataUpdatedAt, error } = nowQuery;
  return (
    <>
      {now === undefined && <ErrorAlert error={error} />}
      <AlarmList alarms={alarms.data ?? []} />
      <Grid>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack>
            <Preview slug={slug} token={token} />
            {now && <NowAndNext now={now} askedAtMs={dataUpdatedAt} />}
            {now && <OnAirActions channel={channel} nowMs={nowMs} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>{stats.data && <Figures stats={stats.data} />}</Grid.Col>
        <Grid.Col span={12}>{viewers.data && <ViewerTable slug={slug} viewers={viewers.data} />}</Grid.Col>
      </Grid>
    </>
  );
}

/** A viewer like any other, in step with all of them. */
function Preview({ slug, token }: { readonly slug: string; readonly token: string | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (token === undefined || place.current === null) return;
    defineStreamSyncPlayer();
    const player = document.createElement('streamsync-player');
    player.setAttribute('channel', slug);
    for (const flag of ['muted', 'autoplay', 'controls']) player.setAttribute(flag, '');
    player.setAttribute('token', token);
    player.style.width = '100%';
    player.style.height = '100%';
    place.current.replaceChildren(player);
    return () => player.remove();
  }, [slug, token]);
  return (
    <AspectRatio ratio={16 / 9} bg="black" style={{ borderRadius: 8, overflow: 'hidden' }}>
      <div ref={place} />
    </AspectRatio>
  );
}

function NowAndNext({ now, askedAtMs }: { readonly now: NowAnswer; readonly askedAtMs: number }) {
  const { item, next, at } = now;
  const elapsedMs = useElapsed(askedAtMs);
  const part = (100 * (at + elapsedMs - item.startsAt)) / (item.endsAt - item.startsAt);

  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Card withBorder padding="sm">
        <Text size="sm" c="dimmed">
          Now, until {timeText(item.endsAt)}
        </Text>
        <Text fw={600} truncate>
          {itemText(item)}
        </Text>
        <Progress value={Math.min(100, part)} size="sm" mt="xs" aria-label="How far the item is" />
      </Card>
      <Card withBorder padding="sm">
        <Text size="sm" c="dimmed">
          Next, at {timeText(next.startsAt)}
        </Text>
        <Text fw={600} truncate>
          {itemText(next)}
        </Text>
      </Card>
    </SimpleGrid>
  );
}

function useElapsed(sinceMs: number): number {
  const [nowMs, setNowMs] = useState(sinceMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, nowMs - sinceMs);
}
