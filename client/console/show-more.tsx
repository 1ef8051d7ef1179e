import { Button } from '@mantine/core';

interface Props {
  /** As queries of pages give it. */
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}

/** Asks for the next page of a list; nothing when all of it is here. */
export function ShowMore({ list: { hasNextPage, isFetchingNextPage, fetchNextPage } }: Props) {
  if (!hasNextPage) return null;
  return (
    <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
      Show more
    </Button>
  );
}
