// The clock of a match as its notes leave it: periods start it, pauses stop it.

export function clockOf(incidents) {
  let now = { period: 0, batting: null, elapsed: 0, since: null };
  for (const each of incidents) {
    if (each.kind === "period") now = { period: each.period, batting: each.side ?? null, elapsed: 0, since: each.moment };
    else if (each.kind === "pause" && now.since !== null) now = { ...now, elapsed: now.elapsed + Math.max(0, each.moment - now.since), since: null };
    else if (each.kind === "resume" && now.since === null && now.period) now = { ...now, since: each.moment };
  }
  return now;
}

/** Seconds of play since the first period began, as a scoreboard counts them. */
export function playedSeconds(clock, rules, at) {
  if (!clock.period) return 0;
  const running = clock.since === null ? 0 : Math.max(0, at - clock.since);
  return (clock.period - 1) * (rules.minutes ?? 0) * 60 + (clock.elapsed + running) / 1000;
}

export const face = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export const minuteAt = (clock, rules, at) => (rules.minutes && clock.period ? Math.min(999, Math.max(1, Math.floor(playedSeconds(clock, rules, at) / 60))) : null);
