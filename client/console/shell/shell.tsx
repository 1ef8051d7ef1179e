import { AppShell, Burger, Group, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { useHostLine } from '../live/host-line.js';
import { usePrincipal } from '../session/session.js';
import { AccountMenu } from './account-menu.js';
import { LazyPage } from './lazy-page.js';
import { useGuardedLocation } from './leave-guard.js';
import { LineBadge } from './line-badge.js';
import { PageErrorBoundary } from './page-error-boundary.js';
import { PAGES } from './pages.js';
import { useNoStrayFiles } from './stray-files.js';
import { Wordmark } from './wordmark.js';

/** The frame around every page: where one is, where one can go, whether the server is there. */
export function Shell() {
  return (
    <Router base="/console" hook={useGuardedLocation}>
      <Frame />
    </Router>
  );
}

function Frame() {
  const [isMenuOpen, menu] = useDisclosure();
  const [location] = useLocation();
  const line = useHostLine();
  useNoStrayFiles();
  const principal = usePrincipal();
  const pages = PAGES.filter(({ mayOpen }) => mayOpen(principal));
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !isMenuOpen } }}
      padding={{ base: 'md', lg: 'lg' }}
    >
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isMenuOpen}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isMenuOpen ? 'Close the menu' : 'Open the menu'}
            />
            <Wordmark />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LineBadge state={line} />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Console">
        {pages.map(({ path, label, icon: Icon }) => (
          <NavLink
            key={path}
            component={Link}
            href={path}
            label={label}
            leftSection={<Icon size={18} stroke={1.6} />}
            active={location === path || location.startsWith(`${path}/`)}
            {...(location === path && { 'aria-current': 'page' as const })}
            onClick={menu.close}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main>
        <PageErrorBoundary key={location.split('/')[1]}>
          <Switch>
            {pages.map(({ path, load }) => (
              <Route key={path} path={`${path}/*?`}>
                <LazyPage path={path} load={load} />
              </Route>
            ))}
            <Route path="/">{pages[0] ? <Redirect to={pages[0].path} replace /> : <NothingHere />}</Route>
            <Route>
              <NothingHere />
            </Route>
          </Switch>
        </PageErrorBoundary>
      </AppShell.Main>
    </AppShell>
  );
}

function NothingHere() {
  return <Text c="dimmed">There is no such page for you here: choose one in the menu.</Text>;
}
