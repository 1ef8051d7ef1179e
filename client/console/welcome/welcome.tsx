import { Button, Card, CloseButton, Group, SimpleGrid, Text, ThemeIcon, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useChannels } from '../channels/channel-queries.js';
import { useMediaList } from '../library/media-queries.js';
import { useSequenceList } from '../sequences/sequence-queries.js';
import { type FirstStep, firstSteps } from './first-steps.js';

/** For who is here for the first time: what to do, and how far one is. Gone when all is done, or sent away. */
export function Welcome() {
  const [isSentAway, setSentAway] = useLocalStorage({ key: 'streamsync-welcome-over', defaultValue: false });
  const media = useMediaList({ search: '', status: undefined, sort: 'newest' }).data?.pages[0]?.items;
  const sequences = useSequenceList().data?.pages[0]?.items;
  const { data: channels } = useChannels();
  if (isSentAway || media === undefined || sequences === undefined || channels === undefined) return null;
  const steps = firstSteps({ media, sequences, channels });
  const current = steps.findIndex(({ isDone }) => !isDone);
  if (current === -1) return null;
  return (
    <Card withBorder padding="md" component="section" aria-label="Welcome">
      <Group justify="space-between" wrap="nowrap" mb="md">
        <Title order={2} size="h4">
          Welcome: three steps to your own channel
        </Title>
        <CloseButton aria-label="Close the welcome" onClick={() => setSentAway(true)} />
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
