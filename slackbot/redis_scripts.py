"""The Lua scripts of the store: each is one atomic step. Commands are those of Redis 6.2."""

# Applies the effects if a hash field still holds what the writer saw. A script that ran but whose answer was lost is
# sent again by the client: it finds its own token and says yes again, without a second write.
WRITE_IF = """
local held = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if held ~= ARGV[2] then
  return redis.call('HGET', KEYS[1], 'write') == ARGV[3] and 1 or 0
end
for _, effect in ipairs(cjson.decode(ARGV[4])) do
  effect[2] = KEYS[tonumber(effect[2])]
  redis.call(unpack(effect))
end
return 1
"""

# Opens an appeal once a draft: gives it the next number and writes it with its history, indexes and outbox entry. The
# draft is no longer resumed and soon gone; until then the same form, sent again because its answer was lost, finds it.
# KEYS: opened, counter, numbers, draft, draft-of, then those of the effects.
OPEN_ONCE = """
local before = redis.call('GET', KEYS[1])
if before then return before end
local id, draft = ARGV[1], ARGV[2]
redis.call('SET', KEYS[1], id, 'EX', ARGV[3])
local number = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[3], number, id)
redis.call('HSET', KEYS[6], 'number', number)
redis.call('EXPIRE', KEYS[4], ARGV[5])
if redis.call('GET', KEYS[5]) == draft then redis.call('DEL', KEYS[5]) end
for _, effect in ipairs(cjson.decode(ARGV[4])) do
  effect[2] = KEYS[tonumber(effect[2]) + 5]
  redis.call(unpack(effect))
end
return id
"""

# The rows behind an index from a score on, in its order, as one text: the client is slow at reading many small answers.
# The text begins with the count of changes; where that is the one that the client knows, nothing follows.
ROWS_BY = """
local changes = redis.call('GET', KEYS[3]) or '0'
if changes == ARGV[2] then return changes end
local found = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], ARGV[1], '+inf', 'BYSCORE')) do
  local row = redis.call('HGET', KEYS[2], id)
  if row then found[#found + 1] = {id, row} end
end
return changes .. ' ' .. (#found > 0 and cjson.encode(found) or '[]')
"""

# A user has one feed at most: the secret of the one before leads nowhere from the same step on.
ONE_FEED = """
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before then redis.call('HDEL', KEYS[1], before, ARGV[1]) end
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2], ARGV[2], ARGV[1]) end
return 1
"""

# Says what is about to be posted in a channel, if nothing else is in the air there, the appeals are as they were read,
# and none of the reminders was sent. KEYS: sending, then the records. ARGV: channel, what is sent, and for each record
# its revision and the fields that must not be there.
BEGIN_SENDING = """
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held then return held == ARGV[2] and 1 or 0 end
for place, check in ipairs(cjson.decode(ARGV[3])) do
  if redis.call('HGET', KEYS[place + 1], 'revision') ~= check[1] then return 0 end
  for other = 2, #check do
    if redis.call('HEXISTS', KEYS[place + 1], check[other]) == 1 then return 0 end
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
"""

# What was in the air was posted: its marks and history, and the next instants of the appeals that are still as they
# were read. KEYS: sending, then those of the effects. ARGV: channel, what was sent, effects, and the effects that
# depend on a revision, each after the place of its record and that revision.
FINISH_SENDING = """
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
local function apply(effect)
  effect[2] = KEYS[tonumber(effect[2])]
  redis.call(unpack(effect))
end
for _, effect in ipairs(cjson.decode(ARGV[3])) do apply(effect) end
for _, found in ipairs(cjson.decode(ARGV[4])) do
  if redis.call('HGET', KEYS[found[1]], 'revision') == found[2] then apply(found[3]) end
end
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
"""

# Forgets a field if it still holds what its reader saw.
FORGET_IF = """
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
"""

# Sets the next instants of appeals that are still as they were read. KEYS: due, then the records. ARGV: for each record
# its id, revision and instant ('' for none).
SET_WAKES = """
for place, found in ipairs(cjson.decode(ARGV[1])) do
  if redis.call('HGET', KEYS[place + 1], 'revision') == found[2] then
    if found[3] == '' then redis.call('ZREM', KEYS[1], found[1])
    else redis.call('ZADD', KEYS[1], found[3], found[1]) end
  end
end
return 1
"""
