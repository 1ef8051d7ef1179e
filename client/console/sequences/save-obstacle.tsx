import { Alert, Button, Group, Stack, Text } from '@mantine/core';

interface Props {
  readonly error: Error;
  readonly code: string;
  readonly onForce: () => void;
  readonly onOverTheirs: () => void;
  readonly onLoadTheirs: () => void;
}

/** Why a sequence was not saved, and the ways on from there. Nothing of the draft is lost meanwhile. */
export function SaveObstacle({ error, code, onForce, onOverTheirs, onLoadTheirs }: Props) {
  if (code === 'stale-revision') {
    return (
      <Alert color="yellow" title="Somebody else has saved this sequence meanwhile">
        <Stack gap="sm">
          <Text size="sm">
            Look at theirs, which drops your changes, or put yours in its place. Theirs stays in the history.
          </Text>
          <Group>
            <Button variant="default" onClick={onLoadTheirs}>
              Load theirs
            </Button>
            <Button color="yellow" variant="light" onClick={onOverTheirs}>
              Save mine instead
            </Button>
          </Group>
        </Stack>
      </Alert>
    );
  }
  if (code === 'on-air-change') {
    return (
      <Alert color="yellow" title="This would change what is on air right now">
        <Stack gap="sm">
          <Text size="sm">Viewers would see the change in the middle of what they are watching.</Text>
          <Group>
            <Button color="red" variant="light" onClick={onForce}>
              Change it on air
            </Button>
          </Group>
        </Stack>
      </Alert>
    );
  }
  return (
    <Alert color="red" title="The sequence was not saved">
      {error.message}
    </Alert>
  );
}
