import { ActionIcon, Group, Tooltip, UnstyledButton } from '@mantine/core';
import { Schedule, type ScheduleViewLevel } from '@mantine/schedule';
import '@mantine/schedule/styles.css';
import { IconZoomIn, IconZoomOut, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { EntryView } from '../../../shared/api/schedule.js';
import type { Millis } from '../../../shared/units.js';
import { useSpokenDays } from './calendar-access.js';
import type { OccurrenceEvent, OccurrencePayload } from './calendar-events.js';
import type { Dragged } from './dragged-edit.js';
import { useHoursInSight } from './hours-in-sight.js';
import { wallTime } from './wall-clock.js';

export type CalendarView = Exclude<ScheduleViewLevel, 'year'>;

const HOUR_MS = 3_600_000;
const ROOM_FOR_EDGES_PX = 28;
const DATE_LENGTH = 'YYYY-MM-DD'.length;
const VIEWS: CalendarView[] = ['day', 'week', 'month'];
/** A finger scrolls where a mouse selects. */
const HAS_FINE_POINTER = window.matchMedia('(pointer: fine)').matches;
const HATCHED = {
  background:
    'repeating-linear-gradient(135deg, transparent 0 8px, light-dark(var(--mantine-color-gray-1), var(--mantine-color-dark-6)) 8px 10px)',
};
/** The names of long events stick to the top of what is scrolled, which is no part of the event for that. */
const LONG = { overflow: 'visible' };
const NAME = { position: 'sticky', top: 'var(--head-height, 0)', pointerEvents: 'auto', whiteSpace: 'normal' } as const;
/** Of what lasts seconds there is something to click on too. */
const SHORT = { minHeight: 6 };
const NOW = { zIndex: 5 };
const DAY_STYLES = {
  dayViewTimeSlots: HATCHED,
  dayViewBackgroundEvent: LONG,
  event: SHORT,
  currentTimeIndicator: NOW,
};
/** Where a week is scrolled sideways, its hours stay. */
const HOURS = { position: 'sticky', insetInlineStart: 0, zIndex: 4, background: 'var(--mantine-color-body)' } as const;
const WEEK_STYLES = {
  weekViewDaySlots: HATCHED,
  weekViewBackgroundEvent: { ...LONG, '--head-height': '3.75rem' },
  event: SHORT,
  currentTimeIndicator: NOW,
  weekViewInner: { overflow: 'clip', isolation: 'isolate' },
  weekViewSlotLabels: HOURS,
  weekViewCorner: HOURS,
} as const;

interface Props {
  readonly events: readonly OccurrenceEvent[];
  readonly timeZone: string;
  /** The server's time. */
  readonly nowMs: () => Millis;
  readonly view: CalendarView;
  readonly onViewChange: (view: CalendarView) => void;
  /** A date, `YYYY-MM-DD`. */
  readonly day: string;
  readonly onDayChange: (day: string) => void;
  /** Called with wall-clock times; without an end for a click. */
  readonly onPlace: (start: string, end: string | null) => void;
  readonly onMove: (dragged: Dragged) => void;
  readonly onResize: (dragged: Dragged) => void;
  readonly onOpen: (entry: EntryView) => void;
  /** What stands beside the zoom. */
  readonly children: ReactNode;
}

/** Days, weeks and months of a schedule, with a line at now; everything can be placed and moved by hand. */
export function Calendar(props: Props) {
  const { events, timeZone, nowMs, view, onViewChange, day, onDayChange, onPlace, onMove, onResize, onOpen, children } =
    props;
  const calendar = useSpokenDays();
  const nowText = () => wallTime(nowMs(), timeZone);
  const hours = useHoursInSight(nowText);
  const commonProps = { viewSelectProps: { views: VIEWS } };
  const hoursProps = {
    ...commonProps,
    ...hours.viewProps,
    withCurrentTimeIndicator: true,
    getCurrentTime: nowText,
    todayControlProps: {
      onClick() {
        onDayChange(nowText().slice(0, DATE_LENGTH));
        hours.showNow();
      },
    },
  };
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        {children}
        {view !== 'month' && (
          <Group gap="xs" wrap="nowrap">
            <ZoomButton label="Zoom out" icon={IconZoomOut} zoom={hours.zoomOut} />
            <ZoomButton label="Zoom in" icon={IconZoomIn} zoom={hours.zoomIn} />
          </Group>
        )}
      </Group>
      <Schedule
        key={timeZone}
        ref={calendar}
        date={day}
        onDateChange={(date) => onDayChange(date.slice(0, DATE_LENGTH))}
        view={view}
        onViewChange={(level) => onViewChange(level as CalendarView)}
        events={events as OccurrenceEvent[]}
        withEventsDragAndDrop
        withEventResize
        withDragSlotSelect={HAS_FINE_POINTER}
        canResizeEvent={(event) => hasEdges((event as OccurrenceEvent).payload!, hours.viewProps.slotHeight)}
        onEventDrop={({ event, ...rest }) => onMove({ event: event as OccurrenceEvent, ...rest })}
        onEventResize={({ event, ...rest }) => onResize({ event: event as OccurrenceEvent, ...rest })}
        onDayClick={(date) => {
          onDayChange(date);
          onViewChange('day');
        }}
        onTimeSlotClick={({ slotStart }) => onPlace(slotStart, null)}
        onSlotDragEnd={onPlace}
        onEventClick={(event) => onOpen((event as OccurrenceEvent).payload!.entry)}
        renderEventBody={(event) => <EventBody event={event as OccurrenceEvent} onOpen={onOpen} />}
        dayViewProps={{ ...hoursProps, withAllDaySlot: false, styles: DAY_STYLES }}
        weekViewProps={{ ...hoursProps, withAllDaySlots: false, styles: WEEK_STYLES }}
        monthViewProps={{ ...commonProps, withOutsideDays: false }}
      />
    </>
  );
}

interface ZoomButtonProps {
  readonly label: string;
  readonly icon: TablerIcon;
  /** Null: it goes no further. */
  readonly zoom: (() => void) | null;
}

function ZoomButton({ label, icon: Icon, zoom }: ZoomButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="lg" aria-label={label} disabled={zoom === null} onClick={() => zoom?.()}>
        <Icon size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

/** What is too short has no room between its edges to be taken hold of, or clicked. */
function hasEdges({ isWhole, lengthMs }: OccurrencePayload, hourPx: number): boolean {
  return isWhole && (lengthMs / HOUR_MS) * hourPx >= ROOM_FOR_EDGES_PX;
}

/** What lies behind the rest is opened by its name alone: all else of it is room for what is placed over it. */
function EventBody(props: { readonly event: OccurrenceEvent; readonly onOpen: (entry: EntryView) => void }) {
  const { event, onOpen } = props;
  if (event.display !== 'background') return event.title;
  return (
    <UnstyledButton onClick={() => onOpen(event.payload!.entry)} fz="xs" fw={600} c="inherit" style={NAME}>
      {event.title}
    </UnstyledButton>
  );
}
