import { Alert, Group, Loader, Stack, Tabs, Title } from '@mantine/core';
import { IconCalendar, IconClockSearch, IconEye, IconHistory, IconSettings, IconShare } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useLocation, useRoute } from 'wouter';
import { useServerClock } from '../api/server-clock.js';
import { ErrorAlert } from '../error-alert.js';
import { HistoryTab } from '../schedule/history-tab.js';
import { ScheduleTab } from '../schedule/schedule-tab.js';
import { useChannels } from './channel-queries.js';
import { ChannelSettings } from './channel-settings.js';
import { OnAir } from './on-air.js';
import { Share } from './share.js';
import { TimeMachine } from './time-machine.js';

const VIEWS = [
  { value: 'on-air', label: 'On air', icon: IconEye, View: OnAir },
  { value: 'schedule', label: 'Schedule', icon: IconCalendar, View: ScheduleTab },
  { value: 'time-machine', label: 'Time machine', icon: IconClockSearch, View: TimeMachine },
  { value: 'share', label: 'Share', icon: IconShare, View: Share },
  { value: 'history', label: 'History', icon: IconHistory, View: HistoryTab },
  { value: 'settings', label: 'Settings', icon: IconSettings, View: ChannelSettings },
] as const;

/** What a narrow screen has no room for is scrolled to. */
const ONE_LINE = { flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' } as const;

/** One channel, seen from several sides. */
export function ChannelPage({ slug }: { readonly slug: string }) {
  const { data: channels, error } = useChannels();
  const clock = useServerClock();
  const [, navigate] = useLocation();
  const [, match] = useRoute('/channels/:slug/:view');
  const tabs = useRef<HTMLDivElement>(null);
  const shown = VIEWS.find(({ value }) => value === match?.view) ?? VIEWS[0];
  const isHere = channels !== undefined && !clock.isWaiting;
  useEffect(() => {
    if (isHere) tabs.current?.querySelector(`[data-view=${shown.value}]`)?.scrollIntoView({ block: 'nearest' });
  }, [isHere, shown.value]);
  const channel = channels?.find((one) => one.slug === slug);
  if (error) return <ErrorAlert error={error} />;
  if (channels === undefined || clock.isWaiting) return <Loader aria-label="Loading" />;
  if (channel === undefined) return <Alert color="red">There is no channel “{slug}” (any more).</Alert>;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {channel.name}
        </Title>
      </Group>
      <Tabs value={shown.value} onChange={(view) => navigate(`/channels/${slug}/${view}`)} keepMounted={false}>
        <Tabs.List ref={tabs} style={ONE_LINE}>
          {VIEWS.map(({ value, label, icon: Icon }) => (
            <Tabs.Tab key={value} data-view={value} value={value} leftSection={<Icon size={16} />}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={shown.value} pt="md">
          <shown.View channel={channel} nowMs={clock.nowMs} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
