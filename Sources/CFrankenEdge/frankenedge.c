#include "frankenedge.h"
