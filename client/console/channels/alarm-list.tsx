import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Alarm } from '../../../shared/api/alarms.js';
import { timeText } from '../date-text.js';

/** What is wrong with a channel right now; nothing when all is well. */
export function AlarmList({ alarms }: { readonly alarms: readonly Alarm[] }) {
  const isGrave = alarms.some(({ severity }) => severity === 'error');
  return (
    <div aria-live="polite">
      {alarms.length > 0 && (
        <Alert color={isGrave ? 'red' : 'yellow'} icon={<IconAlertTriangle />} title="Look at this" mb="md">
          <List size="sm" spacing={4}>
            {alarms.map(({ code, message, at }) => (
              <List.Item key={code}>
                {at !== null && (
                  <Text span inherit fw={600}>
                    {timeText(at)}{' '}
                  </Text>
                )}
                {message}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </div>
  );
}
