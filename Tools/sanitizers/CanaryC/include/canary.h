// A planted fault for Tools/sanitize: never part of a product.
#pragma once

/// Adds without looking: two large numbers overflow, which is undefined.
int canary_sum(int left, int right);
