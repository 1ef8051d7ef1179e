import { Alert, List } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ChannelStats } from '../../../shared/api/channel-stats.js';
import type { NowItem } from '../../../shared/api/now.js';
import { alarmsOf, type CountSample, riseOf, withSample } from './alarms.js';

const LOOK_EVERY_MS = 10_000;

interface Props {
  readonly stats: ChannelStats;
  readonly kind: NowItem['kind'] | undefined;
}

/** What is wrong on a channel right now; nothing when all is well. */
export function AlarmList({ stats, kind }: Props) {
  const [freezes, setFreezes] = useState<readonly CountSample[]>([]);
  useEffect(() => {
    setFreezes((samples) => withSample(samples, { atMs: stats.at, count: stats.freezes }));
  }, [stats.at, stats.freezes]);
  const alarms = alarmsOf({ stats, kind, freezesLately: riseOf(freezes), workers: useWorkers() });
  return (
    <div aria-live="polite">
      {alarms.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title="Look at this" mb="md">
          <List size="sm" spacing={4}>
            {alarms.map((words) => (
              <List.Item key={words}>{words}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </div>
  );
}

/** It answers with 503 where nobody can be served: that is an answer too. */
function useWorkers(): { alive: number; wanted: number } | null {
  const { data } = useQuery({
    queryKey: ['workers'],
    queryFn: async ({ signal }) => {
      const answer = await fetch('/readyz', { signal });
      const { workers, of } = (await answer.json()) as { workers: number; of: number };
      return { alive: workers, wanted: of };
    },
    refetchInterval: LOOK_EVERY_MS,
  });
  return data ?? null;
}
