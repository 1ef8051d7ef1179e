/** What is told last is kept while `enabled` is false. */
export interface Asking {
  readonly enabled?: boolean;
}

interface Question {
  readonly isLoading: boolean;
  /** How often it was asked in vain; it is asked again by itself. */
  readonly failureCount?: number;
}

/**
 * Whether one of these questions to the server still waits for its first answer, be that an error. A page that is drawn
 * when none does, and not before, stays where it is: nothing that comes later moves it from under the pointer.
 */
export function isWaiting(questions: readonly Question[]): boolean {
  return questions.some(({ isLoading, failureCount = 0 }) => isLoading && failureCount === 0);
}
