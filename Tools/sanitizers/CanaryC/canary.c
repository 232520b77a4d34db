#include "canary.h"

int canary_sum(int left, int right) { return left + right; }
