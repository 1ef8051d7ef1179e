import { Alert, Button, Stack } from '@mantine/core';
import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
}

/** Keeps the rest of the console when a page fails: a mistake of ours. */
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
          Something went wrong in it.
          <Button onClick={() => window.location.reload()}>Reload the console</Button>
        </Stack>
      </Alert>
    );
  }
}
