// Plays a double elimination with brackets-manager in memory; prints the milliseconds of making it and of its results.
const { performance } = require("node:perf_hooks");
const { BracketsManager } = require("brackets-manager");
const { InMemoryDatabase } = require("brackets-memory-db");

const READY = 2;

async function main(size) {
  const storage = new InMemoryDatabase();
  const manager = new BracketsManager(storage);
  const seeding = Array.from({ length: size }, (_, place) => `Team ${place + 1}`);
  const start = performance.now();
  await manager.create.stage({
    tournamentId: 0,
    name: "Double",
    type: "double_elimination",
    seeding,
    settings: { grandFinal: "double" },
  });
  const made = performance.now();
  let played = 0;
  let updating = 0;
  for (;;) {
    const ready = (await storage.select("match")).filter((match) => match.status === READY);
    if (!ready.length) break;
    for (const match of ready) {
      const before = performance.now();
      await manager.update.match({ id: match.id, opponent1: { score: 1, result: "win" }, opponent2: { score: 0 } });
      updating += performance.now() - before;
      played += 1;
    }
  }
  console.log(JSON.stringify({ made: made - start, played, updating }));
}

main(Number(process.argv[2])).catch((error) => {
  console.error(error);
  process.exit(1);
});
