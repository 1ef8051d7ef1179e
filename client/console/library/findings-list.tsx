import { List, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleX } from '@tabler/icons-react';
import type { MediaView } from '../../../shared/api/media.js';

const SEVERITIES = {
  info: { icon: IconCheck, color: 'gray', label: 'Done' },
  warning: { icon: IconAlertTriangle, color: 'yellow', label: 'Look at this' },
  error: { icon: IconCircleX, color: 'red', label: 'Wrong' },
} as const;

/** What was found in a file and what was done about it. */
export function FindingsList({ findings }: Pick<MediaView, 'findings'>) {
  if (findings.length === 0) return <Text c="dimmed">Nothing had to be changed.</Text>;
  return (
    <List spacing="xs" center>
      {findings.map(({ code, severity, message }) => {
        const { icon: Icon, color, label } = SEVERITIES[severity];
        const mark = (
          <ThemeIcon size={22} radius="xl" variant="light" color={color} title={label}>
            <Icon size={14} aria-label={label} />
          </ThemeIcon>
        );
        return (
          <List.Item key={code} icon={mark}>
            <Text size="sm">{message}</Text>
          </List.Item>
        );
      })}
    </List>
  );
}
