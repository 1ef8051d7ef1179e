/** How one worker of the pool stands, for health checks and alarms. */
export interface WorkerState {
  readonly index: number;
  /** `starting`: its first attempt is under way. `failed`: the last attempt failed, and another follows. */
  readonly state: 'up' | 'starting' | 'failed';
  /** Starts that were tried since it was last up for a while. */
  readonly attempts: number;
  /** Why it is not up, or why it had to be replaced lately; null when nothing went wrong since it is stable. */
  readonly lastError: string | null;
}
