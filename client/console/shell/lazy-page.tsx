import { Alert, Button, Center, Group, Loader, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { fetchLostStyles } from './lost-styles.js';

export type LoadPage = () => Promise<{ readonly default: ComponentType }>;

interface Props {
  readonly path: string;
  readonly load: LoadPage;
}

/**
 * A page whose script is fetched when it is opened first. React's own `lazy` keeps a failure for good; here the script is
 * asked for again like any other answer of the server: when the line is back, or when the host says so.
 */
export function LazyPage({ path, load }: Props) {
  const page = useQuery({
    queryKey: ['page', path],
    queryFn: async () => {
      await fetchLostStyles();
      return (await load()).default;
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  });
  if (page.data !== undefined) return <page.data />;
  if (page.isError && !page.isFetching) return <NotLoaded onRetry={() => void page.refetch()} />;
  return (
    <Center mih={240}>
      <Loader aria-label="Loading" />
    </Center>
  );
}

function NotLoaded({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <Alert color="red" title="This page could not be loaded" maw={480}>
      <Stack align="flex-start">
        The server does not answer, or has another version of the console by now: then reload it.
        <Group>
          <Button onClick={onRetry}>Try again</Button>
          <Button variant="default" onClick={() => window.location.reload()}>
            Reload the console
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
