import { Button, Card, Group, NumberInput, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { api } from '../api/api-client.js';
import { askFirst } from '../ask-first.js';
import { Copyable } from '../copyable.js';
import { dateTimeText } from '../date-text.js';
import { audienceOf, CONDITION_PROBLEM } from '../sequences/condition-text.js';
import { useRevokeTokens, type ViewerToken } from './viewer-token.js';

const viewerProblem = (viewerId: string) => (viewerId.trim() === '' ? 'Name the viewer' : null);

/** Lets a viewer in: a link that says who they are, and for how long it is good. */
export function TokenForm({ slug, link }: { readonly slug: string; readonly link: string }) {
  const mint = useMutation({
    mutationFn: (body: object) => api<ViewerToken>(`/channels/${slug}/tokens`, { method: 'POST', body }),
  });
  const form = useForm({
    initialValues: { viewerId: '', audience: '', hours: 24 as number | '' },
    validate: {
      viewerId: viewerProblem,
      audience: (text) => (audienceOf(text) === null ? CONDITION_PROBLEM : null),
      hours: (hours) => (hours === '' ? 'Say how long' : null),
    },
  });
  const submit = form.onSubmit(({ viewerId, audience, hours }) =>
    mint.mutate({
      viewerId: viewerId.trim(),
      audience: audienceOf(audience),
      expiresInSeconds: Number(hours) * 3600,
    }),
  );
  return (
    <Card withBorder padding="sm">
      <Title order={2} size="h5" mb="xs">
        A token for one viewer
      </Title>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
            <TextInput label="Viewer" placeholder="any name of yours" {...form.getInputProps('viewerId')} />
            <TextInput label="Audience" placeholder="lang=fr, tier=free" {...form.getInputProps('audience')} />
            <NumberInput label="Hours" min={1} max={744} allowDecimal={false} {...form.getInputProps('hours')} />
          </SimpleGrid>
          <Group>
            <Button type="submit" variant="default" loading={mint.isPending}>
              Make a token
            </Button>
          </Group>
        </Stack>
      </form>
      {mint.data && <MadeToken key={mint.data.tokenId} slug={slug} link={link} made={mint.data} />}
    </Card>
  );
}

interface MadeProps {
  readonly slug: string;
  readonly link: string;
  readonly made: ViewerToken;
}

function MadeToken({ slug, link, made: { token, tokenId, expiresAt } }: MadeProps) {
  const revoke = useRevokeTokens(slug);
  if (revoke.isSuccess) {
    return (
      <Text size="sm" mt="sm" role="status">
        Taken back: it lets nobody in any more.
      </Text>
    );
  }
  return (
    <Stack gap="xs" mt="sm">
      <Text size="sm">Good until {dateTimeText(expiresAt)}. Who has this link is that viewer:</Text>
      <Copyable title="Link with the token" text={`${link}?token=${token}`} />
      <Group>
        <Button
          size="xs"
          color="red"
          variant="light"
          loading={revoke.isPending}
          onClick={() => revoke.mutate({ tokenId })}
        >
          Take it back
        </Button>
      </Group>
    </Stack>
  );
}

/** Sends a viewer out by name, whoever made their tokens and wherever the links are now. */
export function RevokeForm({ slug }: { readonly slug: string }) {
  const revoke = useRevokeTokens(slug);
  const form = useForm({ initialValues: { viewerId: '' }, validate: { viewerId: viewerProblem } });
  const submit = form.onSubmit((values) => {
    const viewerId = values.viewerId.trim();
    askFirst({
      title: `Take back every token of ${viewerId}?`,
      consequences: 'Those made so far for this channel let nobody in any more, and who came in with one is sent out.',
      confirm: 'Take them back',
      onConfirm() {
        const onSuccess = () => {
          notifications.show({ message: `No token of ${viewerId} is good any more.` });
          form.reset();
        };
        revoke.mutate({ viewerId }, { onSuccess });
      },
    });
  });
  return (
    <Card withBorder padding="sm">
      <Title order={2} size="h5" mb="xs">
        Take tokens back
      </Title>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="Of the viewer"
            description="By the name that they were made for, here or by a program"
            {...form.getInputProps('viewerId')}
          />
          <Group>
            <Button type="submit" color="red" variant="light" loading={revoke.isPending}>
              Take them back
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
