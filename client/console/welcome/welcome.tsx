import { Button, Card, CloseButton, Group, SimpleGrid, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { FirstStep } from './first-steps.js';

interface Props {
  readonly steps: readonly FirstStep[];
  readonly onClose: () => void;
}

/** For who is here for the first time: what to do, and how far one is. */
export function Welcome({ steps, onClose }: Props) {
  const current = steps.findIndex(({ isDone }) => !isDone);
  return (
    <Card withBorder padding="md" component="section" aria-label="Welcome">
      <Group justify="space-between" wrap="nowrap" mb="md">
        <Title order={2} size="h4">
          Welcome: three steps to your own channel
        </Title>
        <CloseButton aria-label="Close the welcome" onClick={onClose} />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 3 }} component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        {steps.map((step, index) => (
          <Step key={step.title} step={step} number={index + 1} isCurrent={index === current} />
        ))}
      </SimpleGrid>
    </Card>
  );
}

interface StepProps {
  readonly step: FirstStep;
  readonly number: number;
  readonly isCurrent: boolean;
}

function Step({ step, number, isCurrent }: StepProps) {
  const { title, text, isDone, href, linkText } = step;
  return (
    <li {...(isCurrent && { 'aria-current': 'step' as const })}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <ThemeIcon radius="xl" variant={isCurrent ? 'filled' : 'light'} color={isDone || isCurrent ? 'mint' : 'gray'}>
          {isDone ? <IconCheck size={16} aria-label="Done" /> : number}
        </ThemeIcon>
        <div>
          <Text fw={600} td={isDone ? 'line-through' : undefined}>
            {title}
          </Text>
          <Text size="sm">{text}</Text>
          {isCurrent && href !== null && (
            <Button component={Link} href={href} size="xs" mt="xs">
              {linkText}
            </Button>
          )}
        </div>
      </Group>
    </li>
  );
}
