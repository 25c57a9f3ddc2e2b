// Deep night: hills under the stars, and the light that keeps turning.
#include "common.inc"

#declare Eye = <0, 5.2, -30>;
camera {
  perspective location Eye right x * image_width / image_height up y
  look_at <2, 22.5, 60> angle 68
}

// the sky: a blue that deepens upward, the last green at the horizon, the galaxy's arch
#declare Pole = vnormalize(<0.74, 0.50, -0.46>); // the arch is the great circle around this
#declare Px = Pole.x; #declare Py = Pole.y; #declare Pz = Pole.z;
#declare Band = function(x, y, z) { exp(-pow((x * Px + y * Py + z * Pz) / 0.17, 2)) }
#declare Heart = function(x, y, z) { exp(-pow((x * Px + y * Py + z * Pz) / 0.065, 2)) }
#declare Dust = function(x, y, z) { Fbm(x * 9 + 3, y * 9, z * 9) }
#declare Rift = function(x, y, z) {
  Smooth(Fbm(x * 7, y * 7 + 8, z * 7), 0.42, 0.66)
  * exp(-pow((x * Px + y * Py + z * Pz + 0.015) / 0.085, 2))
}
#declare Milk = function(x, y, z) {
  min(1, max(0, (0.34 * Band(x, y, z) * (0.5 + Dust(x, y, z)) + 0.62 * Heart(x, y, z) * (0.25 + 1.5 * Dust(z, x, y)))
    * (1 - 0.85 * Rift(x, y, z)) * Smooth(y, 0.0, 0.35)))
}
#declare Blue = pigment {
  function { min(1, abs(y)) }
  color_map {
    [0.00 color rgb <0.060, 0.098, 0.110>] [0.07 color rgb <0.030, 0.056, 0.083>]
    [0.22 color rgb <0.009, 0.018, 0.044>] [0.75 color rgb <0.003, 0.006, 0.020>]
  }
}
#declare Veil = pigment { average pigment_map { [1 Blue] [1 color rgb <0.045, 0.048, 0.088>] } }
#declare Glow = pigment { average pigment_map { [0.4 Blue] [1 color rgb <0.105, 0.092, 0.115>] } }
sky_sphere {
  pigment {
    function { Milk(x, y, z) }
    pigment_map { [0 Blue] [0.3 Veil] [0.62 Glow] [1 color rgb <0.22, 0.175, 0.155>] }
  }
}

// stars: many faint, few bright, thicker along the arch
#declare R = seed(2047);
#declare Far = 6000;
#macro Star(Dir, Size, Tint, Power)
  sphere { Eye + Dir * Far, Size * Far / 1000 Glowing(Tint, Power) no_shadow no_reflection }
#end
#macro Direction()
  #local A = rand(R) * 2 * pi; #local H = rand(R) * 0.98 + 0.015;
  <cos(A) * sqrt(1 - H * H), H, sin(A) * sqrt(1 - H * H)>
#end
union {
  #for (I, 1, 42000)
    #local D = Direction();
    #local Keep = rand(R); #local M = pow(rand(R), 14); #local T = rand(R);
    #if (D.z > 0.15 & Keep < 0.30 + 0.7 * Band(D.x, D.y, D.z))
      #local Tint = <1, 0.97 - 0.25 * pow(T, 4), 1 - 0.5 * pow(T, 4)> - <0.25, 0.14, 0> * pow(1 - T, 3);
      Star(D, 0.46 + 0.62 * M, rgb Tint, (0.10 + 0.16 * Keep + 1.9 * M) * Smooth(D.y, 0.02, 0.22))
    #end
  #end
}

light_source { <-3000, 2600, -1500> rgb <0.13, 0.17, 0.27> * 1.05 }
light_source { <0, 4000, 0> rgb <0.05, 0.07, 0.12> * 0.6 shadowless }

Sea(rgb <0.004, 0.010, 0.018>, 0.5, 2.4, 0, -30)
fog { fog_type 2 distance 1100 color rgb <0.045, 0.075, 0.095> fog_offset 0 fog_alt 16 }

// far ranges beyond the bay
#macro Range(Far, Tall, Long, Stray, Tone, Lean)
  #local Shape = function(x, y, z) {
    Tall * (0.1 + 1.2 * Fbm(x / Long + Stray, Stray, 0.3 + z / Long)) * Smooth(z, Far - 90, Far) * Smooth(Lean * x, -Far * 0.55, Far * 0.35)
  }
  Land(Shape, -Far * 1.3, Far - 110, Far * 1.3, Far + 60, Tall * 1.4, 420,
    texture { pigment { color Tone } finish { ambient 0 diffuse 0.25 emission 0.8 } })
#end
Range(2600, 330, 760, 1.7, rgb <0.040, 0.060, 0.086>, 1)
Range(1700, 240, 520, 5.9, rgb <0.024, 0.038, 0.058>, 1)
Range(1150, 130, 340, 3.1, rgb <0.014, 0.023, 0.037>, -1)

// the headland and its lighthouse, on the left third
#declare Head = function(x, y, z) {
  30 * Smooth(-x + 26 * (Fbm(x / 40, 3, z / 40) - 0.5), 44, 76) * Smooth(70 - abs(z - 250), 0, 40) * (0.6 + 0.75 * Fbm(x / 38, 9, z / 38))
}
Land(Head, -420, 170, 0, 330, 48, 420, texture { pigment { color rgb <0.035, 0.045, 0.06> } normal { granite 0.6 scale 20 } finish { ambient 0 diffuse 0.7 } })
#declare Foot = <-78, 24.5, 240>;
object { Lighthouse(rgb <1, 0.88, 0.62>, 4, rgb <1, 0.6, 0.2>) scale 1.15 translate Foot }
#declare Lamp = Foot + 1.15 * LampHeight * y;
light_source { Lamp rgb <1, 0.8, 0.5> * 3 fade_distance 16 fade_power 2 shadowless }
object { Beam(rgb <1, 0.83, 0.55>, 0.075, 420, 0.04) rotate <0, 0, 3.2> rotate 12 * y translate Lamp }
object { Beam(rgb <1, 0.83, 0.55>, 0.030, 300, 0.045) rotate <0, 0, 3.2> rotate 192 * y translate Lamp }
sphere {
  0, 26 hollow pigment { color rgbt 1 } no_shadow no_reflection translate Lamp
  interior { media { emission rgb <1, 0.72, 0.38> * 0.006 method 3 intervals 1 samples 14
    density { spherical poly_wave 3 scale 26 translate Lamp } } }
}

// near hills: folds of grass, a path of light at the cottage
#declare Near = function(x, y, z) {
  max(0, (9.5 * Smooth(x + 22 * (Fbm(x / 60, 5, z / 60) - 0.5), -14, 46) + 2.5) * Smooth(z, -60, -10) * Smooth(150 - z, 0, 90) * Smooth(x, -58 + 26 * Fbm(x / 30, 6, z / 30), -14)
    + 1.6 * (Fbm(x / 16, 2, z / 16) - 0.5) * Smooth(x, -50, -20)) * Smooth(150 - z, 0, 40)
}
#declare Turf = texture {
  pigment { function { Fbm(x / 1.5, y, z / 1.5) } color_map { [0.3 color rgb <0.045, 0.060, 0.035>] [0.7 color rgb <0.11, 0.125, 0.07>] } }
  normal { function { Fbm(x * 2.2, y, z * 2.2) } 0.9 }
  finish { ambient 0 diffuse 0.8 }
}
Land(Near, -80, -40, 160, 150, 18, 700, Turf)
#declare Home = <24, Near(24, 0, 38) - 0.3, 38>;
object { Cottage(9, 5.6, 3.2, rgb <0.50, 0.50, 0.52>, rgb <0.10, 0.09, 0.11>, rgb <1.6, 0.74, 0.22>, 5) rotate -14 * y translate Home }
light_source { Home + <-1.8, 1.6, -4.2> rgb <1, 0.52, 0.18> * 1.5 fade_distance 2.2 fade_power 2 }
light_source { Home + <2.6, 1.6, -3.4> rgb <1, 0.52, 0.18> * 1.1 fade_distance 2.2 fade_power 2 }

// a dry-stone wall down the slope
#for (I, 0, 520)
  #local T = rand(R); #local X = 2 + 60 * T; #local Z = 12 + 34 * T - 10 * T * T - 5 * sin(T * 5);
  #local S = 0.16 + 0.2 * rand(R);
  sphere { 0, 1 scale <S * 1.5, S * 0.8, S> rotate rand(R) * 40 * z translate <X, Near(X, 0, Z) + rand(R) * 0.8, Z + rand(R) * 0.4>
    pigment { color rgb (0.10 + 0.14 * rand(R)) } finish { ambient 0 diffuse 0.8 } }
#end

// grass at our feet
#declare Blades = 2600;
union {
  #for (I, 1, Blades)
    #local Z = -25 + 13 * pow(rand(R), 1.4); #local X = (rand(R) - 0.5) * (Z + 33) * 2.1;
    #local G = Near(X, 0, Z); #local H = 0.35 + 0.75 * pow(rand(R), 2); #local L = (rand(R) - 0.3) * 0.55; #local B = (rand(R) - 0.5) * 0.3;
    #if (G > 0.25)
      triangle { <X - 0.016, G - 0.1, Z>, <X + 0.016, G - 0.1, Z>, <X + L * 0.4, G + H * 0.62, Z + B * 0.4> }
      triangle { <X + L * 0.4 - 0.009, G + H * 0.6, Z + B * 0.4>, <X + L * 0.4 + 0.009, G + H * 0.6, Z + B * 0.4>, <X + L, G + H, Z + B> }
    #end
  #end
  pigment { color rgb <0.08, 0.10, 0.055> } finish { ambient 0 diffuse 0.8 }
}
