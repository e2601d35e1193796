import { strategySuite } from '@exec/conformance';
import { ProcessStrategy } from '@exec/process';
import { describe, it } from 'vitest';

strategySuite({ describe, it }, () => new ProcessStrategy({ maxWorkers: 2 }));
