;; The XTS whitening of AES-XTS (IEEE 1619-2018, 5.3.2 and 5.4.2): every 16-byte block of a 512-byte unit is
;; XORed with the unit's tweak, which is multiplied by alpha in GF(2^128) from block to block. The block cipher
;; itself is OpenSSL's. Four units go side by side, since one unit's doublings wait for each other.
;;
;; After a change run `node tools/xts-kernel.mjs`: it assembles this file into kernel-bytes.ts.
(module
  (import "data-plane" "memory" (memory 1))
  ;; Doubling shifts left by one bit across both 64-bit halves: the low half's top bit carries into the high
  ;; half (1), the high half's top bit comes back into the low half as x^7 + x^2 + x + 1 (0x87).
  (global $polynomial v128 (v128.const i64x2 0x87 1))

  ;; target = source xor tweaks, for `units` units. `tweaks`: one encrypted tweak (16 bytes) a unit.
  ;; source and target are the same place or do not overlap; nothing needs to be aligned.
  (func (export "whiten")
    (param $source i32) (param $target i32) (param $tweaks i32) (param $units i32)
    (local $end i32) (local $t0 v128) (local $t1 v128) (local $t2 v128) (local $t3 v128)
    (block $few (loop $four
      (br_if $few (i32.lt_u (local.get $units) (i32.const 4)))
      (local.set $t0 (v128.load offset=0 (local.get $tweaks)))
      (local.set $t1 (v128.load offset=16 (local.get $tweaks)))
      (local.set $t2 (v128.load offset=32 (local.get $tweaks)))
      (local.set $t3 (v128.load offset=48 (local.get $tweaks)))
      (local.set $end (i32.add (local.get $source) (i32.const 512)))
      (loop $block
        (v128.store offset=0 (local.get $target)
          (v128.xor (v128.load offset=0 (local.get $source)) (local.get $t0)))
        (local.set $t0 (v128.xor
          (i64x2.shl (local.get $t0) (i32.const 1))
          (v128.and (global.get $polynomial) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (i64x2.shr_s (local.get $t0) (i32.const 63)) (local.get $t0)))))
        (v128.store offset=512 (local.get $target)
          (v128.xor (v128.load offset=512 (local.get $source)) (local.get $t1)))
        (local.set $t1 (v128.xor
          (i64x2.shl (local.get $t1) (i32.const 1))
          (v128.and (global.get $polynomial) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (i64x2.shr_s (local.get $t1) (i32.const 63)) (local.get $t1)))))
        (v128.store offset=1024 (local.get $target)
          (v128.xor (v128.load offset=1024 (local.get $source)) (local.get $t2)))
        (local.set $t2 (v128.xor
          (i64x2.shl (local.get $t2) (i32.const 1))
          (v128.and (global.get $polynomial) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (i64x2.shr_s (local.get $t2) (i32.const 63)) (local.get $t2)))))
        (v128.store offset=1536 (local.get $target)
          (v128.xor (v128.load offset=1536 (local.get $source)) (local.get $t3)))
        (local.set $t3 (v128.xor
          (i64x2.shl (local.get $t3) (i32.const 1))
          (v128.and (global.get $polynomial) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (i64x2.shr_s (local.get $t3) (i32.const 63)) (local.get $t3)))))
        (local.set $source (i32.add (local.get $source) (i32.const 16)))
        (local.set $target (i32.add (local.get $target) (i32.const 16)))
        (br_if $block (i32.ne (local.get $source) (local.get $end))))
      (local.set $source (i32.add (local.get $source) (i32.const 1536)))
      (local.set $target (i32.add (local.get $target) (i32.const 1536)))
      (local.set $tweaks (i32.add (local.get $tweaks) (i32.const 64)))
      (local.set $units (i32.sub (local.get $units) (i32.const 4)))
      (br $four)))
    (block $done (loop $one
      (br_if $done (i32.eqz (local.get $units)))
      (local.set $t0 (v128.load (local.get $tweaks)))
      (local.set $end (i32.add (local.get $source) (i32.const 512)))
      (loop $block
        (v128.store (local.get $target) (v128.xor (v128.load (local.get $source)) (local.get $t0)))
        (local.set $t0 (v128.xor
          (i64x2.shl (local.get $t0) (i32.const 1))
          (v128.and (global.get $polynomial) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (i64x2.shr_s (local.get $t0) (i32.const 63)) (local.get $t0)))))
        (local.set $source (i32.add (local.get $source) (i32.const 16)))
        (local.set $target (i32.add (local.get $target) (i32.const 16)))
        (br_if $block (i32.ne (local.get $source) (local.get $end))))
      (local.set $tweaks (i32.add (local.get $tweaks) (i32.const 16)))
      (local.set $units (i32.sub (local.get $units) (i32.const 1)))
      (br $one))))

  ;; As `whiten`, and writes one byte a unit to `marks`: 1 where the source unit is all zeros, else 0.
  ;; The result is the number of such units.
  (func (export "whitenMarking")
    (param $source i32) (param $target i32) (param $tweaks i32) (param $units i32) (param $marks i32)
    (result i32)
    (local $end i32) (local $t0 v128) (local $t1 v128) (local $t2 v128) (local $t3 v128)
    (local $or0 v128) (local $or1 v128) (local $or2 v128) (local $or3 v128)
    (local $data v128) (local $zero i32) (local $count i32)
    (block $few (loop $four
      (br_if $few (i32.lt_u (local.get $units) (i32.const 4)))
      (local.set $t0 (v128.load offset=0 (local.get $tweaks)))
      (local.set $t1 (v128.load offset=16 (local.get $tweaks)))
      (local.set $t2 (v128.load offset=32 (local.get $tweaks)))
      (local.set $t3 (v128.load offset=48 (local.get $tweaks)))
      (local.set $or0 (v128.const i64x2 0 0))
      (local.set $or1 (v128.const i64x2 0 0))
      (local.set $or2 (v128.const i64x2 0 0))
      (local.set $or3 (v128.const i64x2 0 0))
      (local.set $end (i32.add (local.get $source) (i32.const 512)))
      (loop $block
        (local.set $data (v128.load offset=0 (local.get $source)))
        (local.set $or0 (v128.or (local.get $or0) (local.get $data)))
        (v128.store offset=0 (local.get $target) (v128.xor (local.get $data) (local.get $t0)))
        (local.set $t0 (v128.xor
          (i64x2.shl (local.get $t0) (i32.const 1))
          (v128.and (global.get $polynomial) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (i64x2.shr_s (local.get $t0) (i32.const 63)) (local.get $t0)))))
        (local.set $data (v128.load offset=512 (local.get $source)))
        (local.set $or1 (v128.or (local.get $or1) (local.get $data)))
        (v128.store offset=512 (local.get $target) (v128.xor (local.get $data) (local.get $t1)))
        (local.set $t1 (v128.xor
          (i64x2.shl (local.get $t1) (i32.const 1))
          (v128.and (global.get $polynomial) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (i64x2.shr_s (local.get $t1) (i32.const 63)) (local.get $t1)))))
        (local.set $data (v128.load offset=1024 (local.get $source)))
        (local.set $or2 (v128.or (local.get $or2) (local.get $data)))
        (v128.store offset=1024 (local.get $target) (v128.xor (local.get $data) (local.get $t2)))
        (local.set $t2 (v128.xor
          (i64x2.shl (local.get $t2) (i32.const 1))
          (v128.and (global.get $polynomial) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (i64x2.shr_s (local.get $t2) (i32.const 63)) (local.get $t2)))))
        (local.set $data (v128.load offset=1536 (local.get $source)))
        (local.set $or3 (v128.or (local.get $or3) (local.get $data)))
        (v128.store offset=1536 (local.get $target) (v128.xor (local.get $data) (local.get $t3)))
        (local.set $t3 (v128.xor
          (i64x2.shl (local.get $t3) (i32.const 1))
          (v128.and (global.get $polynomial) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (i64x2.shr_s (local.get $t3) (i32.const 63)) (local.get $t3)))))
        (local.set $source (i32.add (local.get $source) (i32.const 16)))
        (local.set $target (i32.add (local.get $target) (i32.const 16)))
        (br_if $block (i32.ne (local.get $source) (local.get $end))))
      (local.set $zero (i32.eqz (v128.any_true (local.get $or0))))
      (i32.store8 offset=0 (local.get $marks) (local.get $zero))
      (local.set $count (i32.add (local.get $count) (local.get $zero)))
      (local.set $zero (i32.eqz (v128.any_true (local.get $or1))))
      (i32.store8 offset=1 (local.get $marks) (local.get $zero))
      (local.set $count (i32.add (local.get $count) (local.get $zero)))
      (local.set $zero (i32.eqz (v128.any_true (local.get $or2))))
      (i32.store8 offset=2 (local.get $marks) (local.get $zero))
      (local.set $count (i32.add (local.get $count) (local.get $zero)))
      (local.set $zero (i32.eqz (v128.any_true (local.get $or3))))
      (i32.store8 offset=3 (local.get $marks) (local.get $zero))
      (local.set $count (i32.add (local.get $count) (local.get $zero)))
      (local.set $marks (i32.add (local.get $marks) (i32.const 4)))
      (local.set $source (i32.add (local.get $source) (i32.const 1536)))
      (local.set $target (i32.add (local.get $target) (i32.const 1536)))
      (local.set $tweaks (i32.add (local.get $tweaks) (i32.const 64)))
      (local.set $units (i32.sub (local.get $units) (i32.const 4)))
      (br $four)))
    (block $done (loop $one
      (br_if $done (i32.eqz (local.get $units)))
      (local.set $t0 (v128.load (local.get $tweaks)))
      (local.set $or0 (v128.const i64x2 0 0))
      (local.set $end (i32.add (local.get $source) (i32.const 512)))
      (loop $block
        (local.set $data (v128.load (local.get $source)))
        (local.set $or0 (v128.or (local.get $or0) (local.get $data)))
        (v128.store (local.get $target) (v128.xor (local.get $data) (local.get $t0)))
        (local.set $t0 (v128.xor
          (i64x2.shl (local.get $t0) (i32.const 1))
          (v128.and (global.get $polynomial) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (i64x2.shr_s (local.get $t0) (i32.const 63)) (local.get $t0)))))
        (local.set $source (i32.add (local.get $source) (i32.const 16)))
        (local.set $target (i32.add (local.get $target) (i32.const 16)))
        (br_if $block (i32.ne (local.get $source) (local.get $end))))
      (local.set $zero (i32.eqz (v128.any_true (local.get $or0))))
      (i32.store8 (local.get $marks) (local.get $zero))
      (local.set $count (i32.add (local.get $count) (local.get $zero)))
      (local.set $marks (i32.add (local.get $marks) (i32.const 1)))
      (local.set $tweaks (i32.add (local.get $tweaks) (i32.const 16)))
      (local.set $units (i32.sub (local.get $units) (i32.const 1)))
      (br $one)))
    (local.get $count)))
