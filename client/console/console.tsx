import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { queryClient } from './api/query-client.js';
import { SessionGate } from './session/session-gate.js';
import { Shell } from './shell/shell.js';
import { cssVariables, theme } from './theme.js';

/** All of the console: what every page shares around the one that is shown. */
export function Console() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <ModalsProvider>
          <Notifications position="bottom-right" limit={4} />
          <SessionGate>
            <Shell />
          </SessionGate>
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
