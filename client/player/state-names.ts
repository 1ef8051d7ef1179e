import type { Activity } from './notice.js';

/** Shows the state to style sheets, as `streamsync-player:state(recovering)`, where the browser knows custom states. */
export function showState({ states }: ElementInternals, activity: Activity): void {
  if (states === undefined) return;
  const name = activity.name === 'started' ? activity.state.name : activity.name;
  if (states.has(name)) return;
  states.clear();
  states.add(name);
}
