import { Alert, Button, Stack } from '@mantine/core';
import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
}

/** Keeps the rest of the console when a page fails: a script that a new release has replaced, or a mistake of ours. */
export class PageErrorBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Alert color="red" title="This page could not be shown" maw={480}>
        <Stack align="flex-start">
          The server may have been updated meanwhile.
          <Button onClick={() => window.location.reload()}>Reload</Button>
        </Stack>
      </Alert>
    );
  }
}
