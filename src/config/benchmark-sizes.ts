import type { Task } from './task-catalogue.js';

/** What a task evaluates when nothing limits it, and how many requests that makes. */
export interface Benchmark {
  /** Items of the split that is evaluated. */
  items: number;
  /** Requests for each item, default 1: turns of a talk, or choices whose likelihood is asked for. */
  perItem?: number;
  /** Where items differ in that: the sum over all; `perItem` is the most that one takes. */
  total?: number;
  /** Sub-tasks, each of which a limit applies to; default 1. */
  parts?: number;
  /** Items of the smallest sub-task, where known. */
  smallestPart?: number;
}

const choices = (items: number, perItem: number): Benchmark => ({ items, perItem });

/** 57 subjects, the smallest of which have 100 questions (Hendrycks et al. 2021, test split). */
const MMLU = { items: 14_042, parts: 57, smallestPart: 100 };
/** 14 categories, history the smallest (TIGER-Lab/MMLU-Pro, test split). */
const MMLU_PRO = { items: 12_032, parts: 14, smallestPart: 381 };
/** 250 problems in each of 11 languages: ten translations and English (juletxara/mgsm, test split). */
const MGSM = { items: 2_750, parts: 11, smallestPart: 250 };

/**
 * lm-evaluation-harness, by the name of the task there. Which split a task evaluates, its sub-tasks and choices:
 * lm_eval/tasks/ of EleutherAI/lm-evaluation-harness at 4e7e0d47; it sends one request for a text and one for the
 * likelihood of each choice. Sizes: the data sets that are named there. `mmlu_str`, `mmlu_cot_0_shot_chat` and
 * `gsm8k_zeroshot_cot` are NVIDIA's own; the launcher describes them as MMLU's 57 subjects and GSM8K's 1,319.
 */
const LM_EVAL: Record<string, Benchmark> = {
  gsm8k: { items: 1_319 },
  gsm8k_cot_zeroshot: { items: 1_319 },
  gsm8k_cot_llama: { items: 1_319 },
  gsm8k_zeroshot_cot: { items: 1_319 },
  mgsm_direct: MGSM,
  mgsm_cot_native: MGSM,
  mmlu: { ...MMLU, perItem: 4 },
  mmlu_str: MMLU,
  mmlu_cot_0_shot_chat: MMLU,
  mmlu_pro: MMLU_PRO,
  hellaswag: choices(10_042, 4),
  // A few questions have three or five choices; the sum is what the harness itself counts.
  arc_challenge: { items: 1_172, perItem: 5, total: 4_687 },
  arc_challenge_chat: { items: 1_172 },
  winogrande: choices(1_267, 2),
  piqa: choices(1_838, 2),
  openbookqa: choices(500, 4),
  commonsense_qa: choices(1_221, 5),
  social_iqa: choices(1_954, 3),
  // Diamond 198, main 448, extended 546.
  leaderboard_gpqa: { items: 1_192, perItem: 4, parts: 3, smallestPart: 198 },
  gpqa_diamond_cot_zeroshot: { items: 198 },
  // 27 tasks of 250 but for causal_judgement 187, penguins_in_a_table 146 and snarks 178.
  bbh_zeroshot: { items: 6_511, parts: 27, smallestPart: 146 },
  ifeval: { items: 541 },
  humaneval_instruct: { items: 164 },
  mbpp_plus: { items: 378 },
};

/** simple_evals, by the name there. Sizes: openai/simple-evals and the data sets that it downloads. */
const SIMPLE_EVALS: Record<string, Benchmark> = {
  AIME_2024: { items: 30 },
  AIME_2025: { items: 30 },
  AA_AIME_2024: { items: 30 },
  aime_2024_nemo: { items: 30 },
  aime_2025_nemo: { items: 30 },
  math_test_500: { items: 500 },
  AA_math_test_500: { items: 500 },
  math_test_500_nemo: { items: 500 },
  mmlu: { items: 14_042 },
  mmlu_pro: { items: 12_032 },
  gpqa_diamond: { items: 198 },
  gpqa_diamond_nemo: { items: 198 },
  gpqa_main: { items: 448 },
  gpqa_extended: { items: 546 },
  simpleqa: { items: 4_326 },
  healthbench: { items: 5_000 },
  healthbench_consensus: { items: 3_671 },
  healthbench_hard: { items: 1_000 },
};

/** The remaining harnesses, by `harness` and the name there. */
const OTHERS: Record<string, Record<string, Benchmark>> = {
  'bigcode-evaluation-harness': {
    humaneval: { items: 164 },
    'instruct-humaneval-nocontext-py': { items: 164 },
    humanevalplus: { items: 164 },
    mbpp: { items: 500 },
  },
  nemo_skills: {
    aime24: { items: 30 },
    aime25: { items: 30 },
    aime26: { items: 30 },
    hmmt_feb25: { items: 30 },
    gpqa: { items: 198 },
    mmlu: { items: 14_042 },
    'mmlu-pro': { items: 12_032 },
    ifeval: { items: 541 },
  },
  // 80 talks of two turns (lm-sys/FastChat).
  mtbench: { mtbench: choices(80, 2), 'mtbench-cor1': choices(80, 2) },
  'AA-LCR': { aa_lcr: { items: 100 } },
  // By the names that VLMEvalKit's data sets have in the launcher's defaults.
  vlmevalkit: {
    ai2d_judge: { items: 3_088 },
    chartqa: { items: 2_500 },
    'mathvista-mini': { items: 1_000 },
    ocrbench: { items: 1_000 },
  },
};

/** LiveCodeBench's releases, as the launcher describes them; the name there is the same for all. */
const LIVECODEBENCH: Record<string, Benchmark> = Object.fromEntries(
  [400, 511, 612, 713, 880, 1_055].map((items, index) => [`codegeneration_release_v${index + 1}`, { items }]),
);

/** What a task evaluates, where that is certain. @param evaluates the harness's name for it. */
export function findBenchmark(task: Task, evaluates: string): Benchmark | undefined {
  switch (task.harness) {
    case 'lm-evaluation-harness':
      // Global-MMLU has MMLU's test split in 42 languages.
      if (/^global_mmlu_full_[a-z]{2,3}$/.test(evaluates)) return { ...MMLU, perItem: 4 };
      // Global-MMLU-Lite: 400 questions a language, in six categories.
      if (/^global_mmlu_[a-z]{2}$/.test(evaluates)) return { items: 400, perItem: 4, parts: 6 };
      return own(LM_EVAL, evaluates);
    case 'simple_evals': {
      const known = own(SIMPLE_EVALS, evaluates);
      const translated = known ? null : /^mmlu_[a-z]{2,3}(-lite)?$/.exec(evaluates);
      return translated ? { items: translated[1] ? 400 : 14_042 } : known;
    }
    case 'livecodebench':
      return evaluates === 'codegeneration' ? own(LIVECODEBENCH, task.name) : undefined;
    case 'mmath':
      // 374 problems in each language (RUCAIBox/MMATH).
      return { items: 374 };
    default:
      return own(own(OTHERS, task.harness) ?? {}, evaluates);
  }
}

function own<T>(table: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
