import { Button, Card, Code, CopyButton, Group, Title } from '@mantine/core';

/** A text to take elsewhere, with a button that does. */
export function Copyable({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5">
          {title}
        </Title>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy} aria-live="polite">
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Code block tabIndex={0}>
        {text}
      </Code>
    </Card>
  );
}
