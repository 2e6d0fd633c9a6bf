// Stands in for a thread that does not even start.
import process from "node:process";

process.exit(3);
