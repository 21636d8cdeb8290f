/* The common work as fast as we can write it by hand: the limit that the other engines are held against.

   cc -O3 -march=native -ffast-math -fopenmp -shared -fPIC reinforced_front.c

   float32, B draws side by side in vector registers, both arms on the same normal numbers, blocks on OpenMP threads,
   own exponential, logarithm, sine and cosine. The equations and names are those of work.py. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define B 64
#define DAYS 180
#define ARMS 2
#define VECTOR _Pragma("GCC ivdep")
#define ALIGNED __attribute__((aligned(64)))

/* parameters in the order of NAMES, then what follows from them */
enum {
  MEN_A0, MEN_A1, MEN_A2, MEN_D0, MEN_D1, MEN_D2, RATE_A, RATE_D, P, Q, QUALITY_1, EXPOSED_1, WEIGHT_1, ARRIVAL,
  FLOW_A, FLOW_D, SHELLS_A, SHELLS_D, USE, LIMIT, SPEED, TERRAIN, SD, SHARED, GIVEN,
  HALF_VARIANCE = GIVEN, OWN, LOG_FORCE_1, PER_LIMIT, RATE_A_BY_TERRAIN, TARGET_1, PARAMETERS
};
/* state of an arm */
enum { A0, A1, A2, D0, D1, D2, AREA, STOCK_A, STOCK_D, WITHDRAWING, RECOVERED, LA0, LA1, LA2, LD0, LD1, LD2, STATES };
/* the day, the same in both arms */
enum { LUCK_A, LUCK_D, COMING, ROTATING, TODAY };

static const float FIRE_A[3][3] = {{1, 1.1f, .5f}, {.9f, 1, .4f}, {.3f, .4f, .6f}};
static const float FIRE_D[3][3] = {{1, 1.2f, .5f}, {.8f, 1, .4f}, {.3f, .4f, .6f}};

static inline float larger(float a, float b) { return a > b ? a : b; }
static inline float smaller(float a, float b) { return a < b ? a : b; }
static inline float unit(float x) { return smaller(larger(x, 0), 1); }

/* 2^k by exponent bits, 2^f by a polynomial of degree 5 on [-1/2, 1/2] */
static inline float fast_exp(float x) {
  float y = larger(smaller(x * 1.44269504f, 126.f), -126.f), k = __builtin_rintf(y), f = y - k;
  float p = 1.3398874e-3f;
  p = p * f + 9.6184373e-3f;
  p = p * f + 5.5503325e-2f;
  p = p * f + 2.4022648e-1f;
  p = p * f + 6.9314720e-1f;
  p = p * f + 1.0f;
  int32_t bits;
  memcpy(&bits, &p, 4);
  bits += (int32_t)k << 23;
  memcpy(&p, &bits, 4);
  return p;
}

/* exponent bits, and an odd series in (m - 1) / (m + 1) */
static inline float fast_log(float x) {
  int32_t bits;
  memcpy(&bits, &x, 4);
  int32_t e = (bits - 0x3f3504f3) >> 23, rest = bits - (e << 23);
  float m;
  memcpy(&m, &rest, 4);
  float s = (m - 1.f) / (m + 1.f), s2 = s * s;
  float p = 0.28571429f + s2 * 0.22222222f;
  p = 0.4f + s2 * p;
  p = 0.66666667f + s2 * p;
  p = 2.f + s2 * p;
  return (float)e * 0.69314718f + s * p;
}

/* sine and cosine of u whole turns, u in [0, 1) */
static inline void turn(float u, float *sine, float *cosine) {
  float k = u * 4.f, z = __builtin_rintf(k), f = (k - z) * 1.57079633f, f2 = f * f;
  int32_t q = (int32_t)z;
  float s = f * (1.f + f2 * (-1.6666667e-1f + f2 * (8.3333310e-3f + f2 * (-1.9840874e-4f + f2 * 2.7525562e-6f))));
  float c = 1.f + f2 * (-.5f + f2 * (4.1666642e-2f + f2 * (-1.3888397e-3f + f2 * 2.4760495e-5f)));
  float a = q & 1 ? c : s, b = q & 1 ? s : c;
  *sine = q & 2 ? -a : a;
  *cosine = (q + 1) & 2 ? -b : b;
}

/* Philox4x32-10 */
static inline void philox(uint32_t c0, uint32_t c1, uint32_t k0, uint32_t k1, uint32_t out[4]) {
  uint32_t x0 = c0, x1 = c1, x2 = 0, x3 = 0;
  for (int round = 0; round < 10; round++) {
    uint64_t a = (uint64_t)0xD2511F53u * x0, b = (uint64_t)0xCD9E8D57u * x2;
    x0 = (uint32_t)(b >> 32) ^ x1 ^ k0;
    x2 = (uint32_t)(a >> 32) ^ x3 ^ k1;
    x1 = (uint32_t)b;
    x3 = (uint32_t)a;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  out[0] = x0; out[1] = x1; out[2] = x2; out[3] = x3;
}

/* normal numbers of two days */
static void make_noise(uint32_t first, uint32_t pair, uint32_t seed, float z[4][B]) {
  uint32_t ALIGNED words[4][B];
  for (int l = 0; l < B; l++) {
    uint32_t w[4];
    philox(first + l, pair, seed, 0x5EEDu, w);
    for (int k = 0; k < 4; k++) words[k][l] = w[k];
  }
  for (int h = 0; h < 2; h++)
    for (int l = 0; l < B; l++) {
      float u = (float)(int32_t)(words[2 * h][l] >> 8) * 5.9604645e-8f + 2.9802322e-8f;
      float v = (float)(int32_t)(words[2 * h + 1][l] >> 8) * 5.9604645e-8f;
      float radius = sqrtf(-2 * fast_log(u)), s, c;
      turn(v, &s, &c);
      z[2 * h][l] = radius * c;
      z[2 * h + 1][l] = radius * s;
    }
}

static void begin(float p[PARAMETERS][B], float s[ARMS][STATES][B]) {
  for (int l = 0; l < B; l++) {
    p[HALF_VARIANCE][l] = p[SD][l] * p[SD][l] / 2;
    p[OWN][l] = sqrtf(1 - p[SHARED][l] * p[SHARED][l]);
    p[LOG_FORCE_1][l] = fast_log(p[WEIGHT_1][l] * p[QUALITY_1][l]);
    p[PER_LIMIT][l] = 1 / p[LIMIT][l];
    p[RATE_A_BY_TERRAIN][l] = p[RATE_A][l] / p[TERRAIN][l];
    p[TARGET_1][l] = p[WEIGHT_1][l] * p[EXPOSED_1][l];
  }
  memset(s, 0, sizeof(float) * ARMS * STATES * B);
  for (int a = 0; a < ARMS; a++)
    for (int l = 0; l < B; l++) {
      for (int g = 0; g < 6; g++) s[a][g][l] = g == A1 ? 0 : p[g][l];
      s[a][AREA][l] = 600;
      s[a][STOCK_A][l] = 20 * p[SHELLS_A][l];
      s[a][STOCK_D][l] = 15 * p[SHELLS_D][l];
      s[a][RECOVERED][l] = DAYS + 1;
    }
}

static inline void begin_day(float p[PARAMETERS][B], const float *z1, const float *z2, int t, float day[TODAY][B]) {
  VECTOR for (int l = 0; l < B; l++) {
    float s = p[SD][l], r = p[SHARED][l], since = t - p[ARRIVAL][l];
    day[LUCK_A][l] = fast_exp(s * z1[l] - p[HALF_VARIANCE][l]);
    day[LUCK_D][l] = fast_exp(s * (r * z1[l] + p[OWN][l] * z2[l]) - p[HALF_VARIANCE][l]);
    day[COMING][l] = p[MEN_A1][l] * (unit((since + 1) * .1f) - unit(since * .1f));
    day[ROTATING][l] = since > 10 ? p[MEN_A1][l] * .002f : 0;
  }
}

static inline void play_day(float p[PARAMETERS][B], float day[TODAY][B], float s[STATES][B], int t, float sent) {
  const float per = 1e-4f, least = -13.8155106f, tiny = 1e-30f;
  const float log_d0 = 0.182321557f, log_d1 = -0.579818495f, log_d2 = -1.71479843f, log_a2 = -1.89711998f;
  VECTOR for (int l = 0; l < B; l++) {
    float a0 = s[A0][l], a1 = s[A1][l] + sent * day[COMING][l], a2 = s[A2][l];
    float d0 = s[D0][l], d1 = s[D1][l], d2 = s[D2][l], w1 = p[WEIGHT_1][l];
    /* supply */
    float need = p[USE][l] * (a0 + w1 * a1 + .25f * a2) + 1, part = smaller(1, s[STOCK_A][l] / need);
    s[STOCK_A][l] += p[SHELLS_A][l] - part * need;
    float fed_a = .35f + .65f * part;
    need = p[USE][l] * (d0 + .7f * d1 + .3f * d2) + 1;
    part = smaller(1, s[STOCK_D][l] / need);
    s[STOCK_D][l] += p[SHELLS_D][l] - part * need;
    float fed_d = .35f + .65f * part;
    /* fire: logarithms of strength serve shooters and targets */
    float la0 = fast_log(larger(a0 * per, tiny)), la1 = fast_log(larger(a1 * per, tiny));
    float la2 = fast_log(larger(a2 * per, tiny)), ld0 = fast_log(larger(d0 * per, tiny));
    float ld1 = fast_log(larger(d1 * per, tiny)), ld2 = fast_log(larger(d2 * per, tiny));
    float lfa = fast_log(fed_a), lfd = fast_log(fed_d), q = p[Q][l], e = p[P][l];
    float fa0 = fast_exp(q * larger(la0 + lfa, least));
    float fa1 = fast_exp(q * larger(la1 + p[LOG_FORCE_1][l] + lfa, least));
    float fa2 = fast_exp(q * larger(la2 + log_a2 + lfa, least));
    float fd0 = fast_exp(q * larger(ld0 + log_d0 + lfd, least));
    float fd1 = fast_exp(q * larger(ld1 + log_d1 + lfd, least));
    float fd2 = fast_exp(q * larger(ld2 + log_d2 + lfd, least));
    float ta0 = fast_exp(e * larger(la0, least)), ta1 = fast_exp(e * larger(la1, least));
    float ta2 = fast_exp(e * larger(la2, least)), td0 = fast_exp(e * larger(ld0, least));
    float td1 = fast_exp(e * larger(ld1, least)), td2 = fast_exp(e * larger(ld2, least));
    float area = s[AREA][l], withdrawing = s[WITHDRAWING][l], active = area > 10 ? 1 : .2f;
    float rate_a = p[RATE_A_BY_TERRAIN][l] * day[LUCK_A][l] * active * (1 - .8f * withdrawing);
    float rate_d = p[RATE_D][l] * day[LUCK_D][l] * active;
#define HIT(T, j, x) (T[0][j] * x##0 + T[1][j] * x##1 + T[2][j] * x##2)
    float x0 = smaller(.2f * d0, rate_a * .8f * td0 * HIT(FIRE_A, 0, fa));
    float x1 = smaller(.2f * d1, rate_a * .77f * td1 * HIT(FIRE_A, 1, fa));
    float x2 = smaller(.2f * d2, rate_a * .18f * td2 * HIT(FIRE_A, 2, fa));
    float y0 = smaller(.2f * a0, rate_d * ta0 * HIT(FIRE_D, 0, fd));
    float y1 = smaller(.2f * a1, rate_d * p[TARGET_1][l] * ta1 * HIT(FIRE_D, 1, fd));
    float y2 = smaller(.2f * a2, rate_d * .125f * ta2 * HIT(FIRE_D, 2, fd));
    /* ground */
    float share = (x0 + x1 + x2) / (d0 + d1 + d2 + 1);
    withdrawing = unit(withdrawing + .05f * (share * p[PER_LIMIT][l] - 1));
    float attack = fed_a * per * (a0 + w1 * p[QUALITY_1][l] * a1 + .15f * a2);
    float defence = p[TERRAIN][l] * fed_d * per * (1.2f * d0 + .56f * d1 + .18f * d2);
    float edge = (attack - defence) / (attack + defence + 1e-6f);
    area = larger(0, area - p[SPEED][l] * larger(edge, 0) - 6 * withdrawing);
    s[WITHDRAWING][l] = withdrawing;
    s[AREA][l] = area;
    s[RECOVERED][l] = area <= 10 ? smaller(s[RECOVERED][l], (float)(t + 1)) : s[RECOVERED][l];
    /* losses and replacements */
    s[LA0][l] += y0;
    s[LA1][l] += y1;
    s[LA2][l] += y2;
    s[LD0][l] += x0;
    s[LD1][l] += x1;
    s[LD2][l] += x2;
    a0 -= y0; a1 -= y1; a2 -= y2;
    d0 -= x0; d1 -= x1; d2 -= x2;
    float g0 = larger(0, p[MEN_A0][l] - a0), g2 = larger(0, p[MEN_A2][l] - a2);
    part = smaller(1, p[FLOW_A][l] / (g0 + g2 + 1));
    s[A0][l] = a0 + g0 * part;
    s[A2][l] = a2 + g2 * part;
    s[A1][l] = a1 + sent * smaller(day[ROTATING][l], larger(0, p[MEN_A1][l] - a1));
    float h0 = larger(0, p[MEN_D0][l] - d0), h1 = larger(0, p[MEN_D1][l] - d1), h2 = larger(0, p[MEN_D2][l] - d2);
    part = smaller(1, p[FLOW_D][l] / (h0 + h1 + h2 + 1));
    s[D0][l] = d0 + h0 * part;
    s[D1][l] = d1 + h1 * part;
    s[D2][l] = d2 + h2 * part;
  }
}

/* values[GIVEN][n], noise[DAYS][2][n] or NULL (then it is made), final[8][ARMS][n] */
void simulate(const float *values, long n, const float *noise, uint32_t seed, float *final, int threads) {
  static const int kept[8] = {AREA, RECOVERED, LA0, LA1, LA2, LD0, LD1, LD2};
  #pragma omp parallel for num_threads(threads) schedule(dynamic, 4)
  for (long first = 0; first < n; first += B) {
    int here = n - first < B ? (int)(n - first) : B;
    float ALIGNED p[PARAMETERS][B], s[ARMS][STATES][B], day[TODAY][B], z[4][B];
    for (int k = 0; k < GIVEN; k++)
      for (int l = 0; l < B; l++) p[k][l] = values[k * n + first + (l < here ? l : 0)];
    begin(p, s);
    for (int t = 0; t < DAYS; t++) {
      int row = noise ? 0 : 2 * (t & 1);
      if (noise)
        for (int h = 0; h < 2; h++)
          for (int l = 0; l < B; l++) z[h][l] = noise[((long)t * 2 + h) * n + first + (l < here ? l : 0)];
      else if (row == 0)
        make_noise((uint32_t)first, t >> 1, seed, z);
      begin_day(p, z[row], z[row + 1], t, day);
      for (int a = 0; a < ARMS; a++) play_day(p, day, s[a], t, 1 - a);
    }
    for (int k = 0; k < 8; k++)
      for (int a = 0; a < ARMS; a++) memcpy(final + (k * ARMS + a) * n + first, s[a][kept[k]], here * sizeof(float));
  }
}
